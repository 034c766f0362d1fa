namespace OpenClaw.Kubernetes;

/// <summary>A command to run in a container.</summary>
/// <param name="Container">The container.</param>
/// <param name="Command">The program and its arguments; no shell is involved. They can be read by whoever sees the API server's log: no secrets.</param>
internal sealed record ExecCommand(string Container, params IReadOnlyList<string> Command)
{
    /// <summary>
    /// What it reads from its standard input, or null for none. Its end is told to the command only by servers that speak
    /// v5.channel.k8s.io (Kubernetes 1.30 and later): a command that must run elsewhere has to know how much to read.
    /// </summary>
    public Stream? Input { get; init; }

    /// <summary>Where its standard output goes, or null to drop it.</summary>
    public Stream? Output { get; init; }

    /// <summary>Where its standard error goes, or null to drop it.</summary>
    public Stream? Error { get; init; }
}
