namespace OpenClaw.Sandbox.Pods.Programs.Shell;

/// <summary>A command as <see cref="MiniShell"/> hands it to a program: its words, the container's files and where its output goes.</summary>
internal sealed record ShellCommand(IReadOnlyList<string> Words, ContainerFiles Files, Action<string> Output, Action<string> Error);
