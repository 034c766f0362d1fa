using OpenClaw.Sandbox.Pods.Programs.Gateway;
using OpenClaw.Sandbox.Pods.Programs.Relay;
using OpenClaw.Sandbox.Pods.Programs.Shell;

namespace OpenClaw.Sandbox.Pods.Programs;

/// <summary>The entry of a container's process: runs the container's command with the programs its image would have.</summary>
internal static class ContainerProgram
{
    /// <summary>Name of LiteLLM's stand-in, as an argument of this program.</summary>
    public const string Relay = "relay";

    /// <summary>Name of OpenClaw's stand-in, as an argument of this program.</summary>
    public const string Gateway = "gateway";

    /// <summary>Name of an image that has a shell only, as an argument of this program.</summary>
    public const string Busybox = "busybox";

    /// <summary>Runs until the container's command ends or is told to stop; the exit code is the command's.</summary>
    /// <param name="image"><see cref="Relay"/>, <see cref="Gateway"/> or <see cref="Busybox"/>.</param>
    public static async Task<int> RunAsync(string image)
    {
        var context = ContainerContext.Open();
        var command = context.Start.Command;
        try
        {
            if (image == Busybox)
                return await RunShellAsync(context, null);
            if (image == Relay)
                return IsLiteLLM(command) ? await RelayProgram.RunAsync(context) : await RunShellAsync(context, null);
            if (IsGateway(command))
                return await GatewayProgram.RunAsync(context);
            return await RunShellAsync(context, new OpenClawCommand(context.Environment, ImageCatalog.VersionOf(context.Start.Image)).Run);
        }
        catch (OperationCanceledException) when (context.Stopping.IsCancellationRequested)
        {
            return 143;
        }
    }

    /// <summary>The image's own command, or LiteLLM by name, or only its options.</summary>
    private static bool IsLiteLLM(IReadOnlyList<string> command) =>
        command.Count == 0 || command[0].StartsWith('-') || Path.GetFileName(command[0]) is "litellm" or "docker/prod_entrypoint.sh" or "prod_entrypoint.sh";

    private static bool IsGateway(IReadOnlyList<string> command)
    {
        if (command.Count == 0)
            return true;
        var arguments = command[0] == "node" ? command.Skip(1).ToList() : command.ToList();
        var isOpenClaw = arguments.Count > 0 && (arguments[0] is "openclaw" or "openclaw.mjs" || arguments[0].EndsWith("/dist/index.js", StringComparison.Ordinal));
        return isOpenClaw && arguments.ElementAtOrDefault(1) == "gateway";
    }

    private static async Task<int> RunShellAsync(ContainerContext context, Func<ShellCommand, int>? node)
    {
        await using var log = new LogStream(context.Log);
        var shell = new MiniShell(context.Environment, context.Files)
        {
            Node = node,
            Listener = new ShellListener((port, actual) => context.ReportListening(port, actual, loopbackOnly: false)),
        };
        if (await shell.RunAsync(context.Start.Command, null, log, log, context.Stopping) is { } code)
            return code;
        context.Log(MiniShell.NotThere(context.Start.Command));
        return MiniShell.NotFound;
    }
}
