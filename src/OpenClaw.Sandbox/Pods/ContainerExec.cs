using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Pods.Programs;
using OpenClaw.Sandbox.Pods.Programs.Gateway;
using OpenClaw.Sandbox.Pods.Programs.Shell;

namespace OpenClaw.Sandbox.Pods;

/// <summary>Runs a command in a running container: the few that <see cref="MiniShell"/> knows.</summary>
/// <param name="environment">The container's environment.</param>
/// <param name="mounts">Its mounts.</param>
/// <param name="workingDirectory">Its working directory.</param>
/// <param name="openClaw">The version of OpenClaw whose commands the image has, or null for another image.</param>
/// <param name="proxy">The stand-in for the cluster's network, where the image has curl to use it with, else null.</param>
internal sealed class ContainerExec(
    IReadOnlyDictionary<string, string> environment, IReadOnlyDictionary<string, string> mounts, string workingDirectory, string? openClaw = null,
    Uri? proxy = null)
{
    /// <summary>Runs it; the result is its exit code. Throws <see cref="StatusException"/> when there is no such command.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> command, Stream? input, Stream? output, Stream? error, CancellationToken cancellationToken) =>
        await new MiniShell(environment, new ContainerFiles(mounts, workingDirectory))
        {
            Curl = proxy is null ? null : new(proxy),
            Node = openClaw is null ? null : new OpenClawCommand(environment, openClaw).Run,
        }
            .RunAsync(command, input, output, error, cancellationToken)
        ?? throw new StatusException(
            500, "InternalError", $"Internal error occurred: error executing command in container: {MiniShell.NotThere(command)}");
}
