using System.Management.Automation;
using OpenClaw.Operations.Changes;
using OpenClaw.PowerShell.Completion;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Changes the version, model or resources of an instance, proves that it works, and else puts back what was there.</summary>
/// <remarks>
/// <para>Only what is named is changed; the rest stays as it was installed. LiteLLM is rolled first and OpenClaw restarted after it. Both have to get healthy and a chat has to come back through the whole chain; else the former revision is put back, and the command ends in an error that says what failed and what runs now. A bad image or crashing program is given up on after a minute or so, not after the time-out.</para>
/// <para>A new image of OpenClaw is tried before OpenClaw is touched: a short-lived pod prints its version where OpenClaw may run. When the image cannot be pulled or does not start, the command ends in an error (ImageUnusable) and OpenClaw runs on as if nothing had been. OpenClawCheckedVersion of the result is what it printed. Where no node has room for the pod, a warning says so and the update goes on.</para>
/// <para>-Version takes a tag, a digest, or latest for the newest version. Where the registry answers, the name is pinned to the digest it stands for, -Verbose says which, and OpenClawDigest and LiteLLMDigest of the instance are what the pods really run.</para>
/// <para>When OpenClaw's version changes, its state is backed up before, for a new version migrates it one way; going back brings that backup back, so that version, configuration and data fit each other. Each state that was applied is a revision: Get-OpenClawRevision lists them, Undo-OpenClaw goes back to one.</para>
/// <para>A run that was stopped or killed leaves the former revision noted in the cluster; the next run starts from there.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Update-OpenClaw -MaxTokens 32768</code>
/// <para>Changes the longest answer OpenClaw may ask for.</para>
/// </example>
/// <example>
/// <code>Update-OpenClaw openclaw -Sandbox $sandbox -OpenClawImage ghcr.io/openclaw/openclaw:2026.9.7 -WhatIf</code>
/// <para>Shows what another version would change.</para>
/// </example>
/// <example>
/// <code>Update-OpenClaw openclaw -Version latest -Verbose</code>
/// <para>Updates OpenClaw to the newest version in its image's registry, and says which one that is.</para>
/// </example>
[Cmdlet(VerbsData.Update, "OpenClaw", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawInstance))]
public sealed class UpdateOpenClawCommand : ChangeCmdlet
{
    /// <summary>OpenClaw's version: a tag such as 2026.9.6, a digest such as sha256:..., or latest. The repository stays the one that is installed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Version { get; set; }

    /// <summary>OpenClaw's image, in place of -Version.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OpenClawImage { get; set; }

    /// <summary>LiteLLM's image.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LiteLLMImage { get; set; }

    /// <summary>Path of your azure-openai.json, or what Get-OpenClawModelConfig returns.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? ModelConfig { get; set; }

    /// <summary>The model's name as OpenClaw shall know it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string? ModelName { get; set; }

    /// <summary>The model's context window in tokens, as OpenClaw is told.</summary>
    [Parameter]
    [ValidateRange(1024, 100_000_000)]
    public int? ContextWindow { get; set; }

    /// <summary>Most tokens of one answer, as OpenClaw is told.</summary>
    [Parameter]
    [ValidateRange(16, 100_000_000)]
    public int? MaxTokens { get; set; }

    /// <summary>CPU that OpenClaw is promised.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OpenClawCpu { get; set; }

    /// <summary>Memory that OpenClaw is promised.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OpenClawMemory { get; set; }

    /// <summary>Memory at which OpenClaw is killed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OpenClawMemoryLimit { get; set; }

    /// <summary>CPU that LiteLLM is promised.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LiteLLMCpu { get; set; }

    /// <summary>Memory that LiteLLM is promised.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LiteLLMMemory { get; set; }

    /// <summary>Memory at which LiteLLM is killed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LiteLLMMemoryLimit { get; set; }

    /// <summary>Change OpenClaw's version without a backup of its state before, for example because OpenClaw does not start any more.</summary>
    [Parameter]
    public SwitchParameter SkipBackup { get; set; }

    /// <inheritdoc/>
    private protected override bool WithoutBackup => SkipBackup;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = PathOf(ModelConfig);
        RunChange(async (cluster, name, ns, options, context, cancellationToken) =>
        {
            var update = new UpdateOptions
            {
                Version = Version,
                OpenClawImage = OpenClawImage,
                LiteLLMImage = LiteLLMImage,
                ModelConfig = await ReadModelConfigAsync(ModelConfig, path, context, cancellationToken).ConfigureAwait(false),
                ModelName = ModelName,
                ContextWindow = ContextWindow,
                MaxTokens = MaxTokens,
                OpenClawCpu = OpenClawCpu,
                OpenClawMemory = OpenClawMemory,
                OpenClawMemoryLimit = OpenClawMemoryLimit,
                LiteLLMCpu = LiteLLMCpu,
                LiteLLMMemory = LiteLLMMemory,
                LiteLLMMemoryLimit = LiteLLMMemoryLimit,
            };
            return await UpdateOperation.RunAsync(cluster, name, ns, update, options, context, cancellationToken).ConfigureAwait(false);
        });
    }
}
