using System.Management.Automation;

namespace OpenClaw.PowerShell.Commands;

/// <summary>The parameters that say what an instance is to be; null where the user did not say.</summary>
internal interface IInstallParameters
{
    string? OpenClawImage { get; }

    string? LiteLLMImage { get; }

    string? OpenClawCpu { get; }

    string? OpenClawMemory { get; }

    string? OpenClawMemoryLimit { get; }

    string? LiteLLMCpu { get; }

    string? LiteLLMMemory { get; }

    string? LiteLLMMemoryLimit { get; }

    string? StorageSize { get; }

    string? StorageClass { get; }

    SwitchParameter Ephemeral { get; }

    int? ContextWindow { get; }

    int? MaxTokens { get; }
}
