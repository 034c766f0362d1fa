namespace OpenClaw.Sandbox;

/// <summary>How a sandbox starts out.</summary>
public sealed record OpenClawSandboxOptions
{
    /// <summary>Path of OpenClaw.Sandbox.dll, or null to look where the module and the command line have it.</summary>
    public string? AssemblyPath { get; init; }

    /// <summary>Fault scripts, each as JSON or as the full path of a file with it; docs/sandbox.md describes them.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}
