using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Pods.Programs;
using OpenClaw.Sandbox.Pods.Programs.Shell;

namespace OpenClaw.Sandbox.Pods;

/// <summary>Runs a command in a running container: the few that <see cref="MiniShell"/> knows.</summary>
internal sealed class ContainerExec(IReadOnlyDictionary<string, string> environment, IReadOnlyDictionary<string, string> mounts, string workingDirectory)
{
    /// <summary>Runs it; the result is its exit code. Throws <see cref="StatusException"/> when there is no such command.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> command, Stream? input, Stream? output, Stream? error, CancellationToken cancellationToken) =>
        await new MiniShell(environment, new ContainerFiles(mounts, workingDirectory)).RunAsync(command, input, output, error, cancellationToken)
        ?? throw new StatusException(
            500, "InternalError", $"Internal error occurred: error executing command in container: {MiniShell.NotThere(command)}");
}
