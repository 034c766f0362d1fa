using OpenClaw.Operations;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Makes options of parameters.</summary>
internal static class InstallParameters
{
    /// <summary>The defaults with what the user gave in their place.</summary>
    /// <param name="given">The parameters.</param>
    /// <param name="defaults">The defaults.</param>
    public static InstallOptions Apply(IInstallParameters given, InstallOptions defaults) => defaults with
    {
        OpenClawImage = given.OpenClawImage ?? defaults.OpenClawImage,
        LiteLLMImage = given.LiteLLMImage ?? defaults.LiteLLMImage,
        OpenClawResources = new ProgramResources(
            given.OpenClawCpu ?? defaults.OpenClawResources.CpuRequest,
            given.OpenClawMemory ?? defaults.OpenClawResources.MemoryRequest,
            given.OpenClawMemoryLimit ?? defaults.OpenClawResources.MemoryLimit),
        LiteLLMResources = new ProgramResources(
            given.LiteLLMCpu ?? defaults.LiteLLMResources.CpuRequest,
            given.LiteLLMMemory ?? defaults.LiteLLMResources.MemoryRequest,
            given.LiteLLMMemoryLimit ?? defaults.LiteLLMResources.MemoryLimit),
        StorageSize = given.StorageSize ?? defaults.StorageSize,
        StorageClass = given.StorageClass,
        Ephemeral = given.Ephemeral,
        ContextWindow = given.ContextWindow ?? defaults.ContextWindow,
        MaxTokens = given.MaxTokens ?? defaults.MaxTokens,
    };
}
