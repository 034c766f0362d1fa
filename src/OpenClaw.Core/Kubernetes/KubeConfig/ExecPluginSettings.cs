using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>The exec section of a kubeconfig's user: which program signs in, and how to run it.</summary>
/// <param name="Command">The program: a path, or a name to be looked up in PATH.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Environment variables to add.</param>
/// <param name="ApiVersion"><c>client.authentication.k8s.io/v1</c> or <c>v1beta1</c>.</param>
/// <param name="InstallHint">What to tell a user who does not have the program, or null.</param>
/// <param name="InteractiveMode"><c>Never</c>, <c>IfAvailable</c> or <c>Always</c>.</param>
/// <param name="ProvideClusterInfo">Whether to tell the program which cluster it is about.</param>
internal sealed record ExecPluginSettings(
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    string ApiVersion,
    string? InstallHint,
    string InteractiveMode,
    bool ProvideClusterInfo)
{
    private const string Group = "client.authentication.k8s.io/";

    /// <summary>Reads the section.</summary>
    /// <param name="exec">The section.</param>
    /// <param name="user">The user's name, for messages.</param>
    public static ExecPluginSettings Read(KubeConfigNode exec, string user)
    {
        var command = exec.Text("command") ?? throw Invalid(KubeConfigMessages.ExecNoCommand);
        var version = exec.Text("apiVersion") ?? "";
        if (version is not (Group + "v1" or Group + "v1beta1"))
            throw Invalid(KubeConfigMessages.ExecVersion, version);
        var mode = exec.Text("interactiveMode") ?? "IfAvailable";
        if (mode is not ("Never" or "IfAvailable" or "Always"))
            throw Invalid(KubeConfigMessages.ExecMode, mode);
        return new(
            // Only a name without a folder is looked up in PATH.
            Path.GetFileName(command) == command ? command : KubeConfigData.FullPath(exec, command),
            exec.Texts("args"),
            [.. exec.Mappings("env").Select(static e => KeyValuePair.Create(e.Text("name") ?? "", e.Text("value") ?? "")).Where(static e => e.Key.Length > 0)],
            version,
            exec.Text("installHint"),
            mode,
            exec.Flag("provideClusterInfo"));

        OpenClawException Invalid(string format, params object[] arguments) => KubeConfigError.Make(
            nameof(KubeConfigMessages.ExecPluginInvalid),
            KubeConfigMessages.ExecPluginInvalid,
            user,
            exec.Source,
            user,
            string.Format(System.Globalization.CultureInfo.CurrentCulture, format, arguments));
    }
}
