using System.Globalization;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>Makes the errors about kubeconfig files; none of them quotes a value from the file that may be a credential.</summary>
internal static class KubeConfigError
{
    /// <summary>Something in the file has the wrong shape.</summary>
    /// <param name="source">The file.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="format">What is wrong.</param>
    /// <param name="arguments">The format's arguments.</param>
    public static OpenClawException Invalid(string source, long line, string format, params object[] arguments) =>
        Make(nameof(KubeConfigMessages.KubeConfigInvalid), KubeConfigMessages.KubeConfigInvalid, source, source, line, Text(format, arguments));

    /// <summary>A context lacks something or has something unusable.</summary>
    /// <param name="source">The file.</param>
    /// <param name="name">The context, cluster or user.</param>
    /// <param name="format">What is wrong.</param>
    /// <param name="arguments">The format's arguments.</param>
    public static OpenClawException Incomplete(string source, string name, string format, params object[] arguments) =>
        Make(nameof(KubeConfigMessages.KubeConfigIncomplete), KubeConfigMessages.KubeConfigIncomplete, source, source, name, Text(format, arguments));

    /// <summary>An error of that id.</summary>
    /// <param name="id">Name of the message.</param>
    /// <param name="format">The message.</param>
    /// <param name="target">What it is about.</param>
    /// <param name="arguments">The message's arguments.</param>
    public static OpenClawException Make(string id, string format, string target, params object[] arguments) =>
        new(id, KindOf(id), Text(format, arguments), target);

    private static ErrorKind KindOf(string id) => id switch
    {
        nameof(KubeConfigMessages.KubeConfigNotFound) or nameof(KubeConfigMessages.KubeConfigContextNotFound)
            or nameof(KubeConfigMessages.ExecPluginNotFound) => ErrorKind.NotFound,
        nameof(KubeConfigMessages.KubeConfigAuthProvider) or nameof(KubeConfigMessages.ExecPluginNeedsTerminal) => ErrorKind.NotSupported,
        nameof(KubeConfigMessages.ExecPluginFailed) or nameof(KubeConfigMessages.ExecPluginBadAnswer) => ErrorKind.AuthenticationError,
        _ => ErrorKind.InvalidArgument,
    };

    private static string Text(string format, object[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);
}
