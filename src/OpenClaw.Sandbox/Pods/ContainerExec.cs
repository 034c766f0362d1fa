using OpenClaw.Sandbox.Pods.Programs;

namespace OpenClaw.Sandbox.Pods;

/// <summary>Runs a command in a running container: the few that <see cref="MiniShell"/> knows.</summary>
internal sealed class ContainerExec(IReadOnlyDictionary<string, string> environment, IReadOnlyDictionary<string, string> mounts, string workingDirectory)
{
    public Task<int> RunAsync(IReadOnlyList<string> command, Stream? input, Stream? output, Stream? error, CancellationToken cancellationToken) =>
        new MiniShell(environment, new ContainerFiles(mounts, workingDirectory)).RunAsync(command, input, output, error, cancellationToken);
}
