using System.Globalization;
using System.Management.Automation;
using OpenClaw.Models;
using OpenClaw.Operations;
using OpenClaw.PowerShell.Completion;
using OpenClaw.PowerShell.Pipeline;
using OpenClaw.PowerShell.Resources;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Installs OpenClaw and the LiteLLM proxy in a cluster, or brings an installation up to what is asked for.</summary>
/// <remarks>
/// <para>Applies everything OpenClaw needs to the cluster and returns the instance once both programs are ready. Nothing of it can be reached from outside; Start-OpenClawTunnel brings the Control UI to your machine. Secrets are made once, live in one Kubernetes Secret and are kept when you run the command again.</para>
/// <para>Run again with the same parameters, it changes nothing and says so (Changed is False). With other ones, it changes just that. Another image of OpenClaw is first tried in a short-lived pod of its own (not with -NoWait): when it cannot be pulled or does not start, nothing is changed (ImageUnusable).</para>
/// <para>While it waits it tells what the programs are waiting for: an image that cannot be pulled, a pod that fits no node, a program that crashes, with its last log lines.</para>
/// </remarks>
/// <example>
/// <code>$sandbox = Start-OpenClawSandbox
/// $sandbox | New-OpenClawCluster openclaw | Install-OpenClaw -ModelConfig $sandbox.ModelConfig -ModelName gpt-5.2</code>
/// <para>Installs OpenClaw in a cluster of the sandbox.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawCluster openclaw -Sandbox $sandbox | Install-OpenClaw -ModelConfig $sandbox.ModelConfig -ModelName gpt-5.2 -MaxTokens 32768 -WhatIf</code>
/// <para>Shows what a change would come to, as the cluster itself says, and changes nothing.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawCluster openclaw -Sandbox $sandbox | Install-OpenClaw -Name second -Namespace second-ns -ModelConfig $sandbox.ModelConfig -ModelName gpt-5.2 -Ephemeral -OpenClawMemory 1Gi -LiteLLMMemory 1Gi</code>
/// <para>Installs a second instance in the same cluster, without a volume and with less memory, because the cluster has one small node.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Install, "OpenClaw", SupportsShouldProcess = true)]
[OutputType(typeof(OpenClawInstance))]
public sealed class InstallOpenClawCommand : OpenClawCmdlet, IInstallParameters
{
    /// <summary>The cluster, from New-OpenClawCluster or Get-OpenClawCluster.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public OpenClawCluster? Cluster { get; set; }

    /// <summary>Path of your azure-openai.json, or what Get-OpenClawModelConfig returns.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public object? ModelConfig { get; set; }

    /// <summary>The model's name as OpenClaw shall know it, for example gpt-5.2. The name of the Azure deployment is in the model config.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string ModelName { get; set; } = "";

    /// <summary>Name of the instance, the prefix of its objects' names. Without it, the name the cluster was made under, or openclaw.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InstanceNameCompleter))]
    public string? Name { get; set; }

    /// <summary>Kubernetes namespace; made when it is not there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = InstanceDefaults.Namespace)]
    public string Namespace { get; set; } = InstanceDefaults.Namespace;

    /// <summary>OpenClaw's image. Without it, the version this module was tested with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OpenClawImage { get; set; }

    /// <summary>LiteLLM's image. Without it, the version this module was tested with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LiteLLMImage { get; set; }

    /// <summary>CPU that OpenClaw is promised.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "250m")]
    public string? OpenClawCpu { get; set; }

    /// <summary>Memory that OpenClaw is promised. It uses 0.8 GB idle, 1.3 GB after some chats and 1.6 GB at peak.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "1536Mi")]
    public string? OpenClawMemory { get; set; }

    /// <summary>Memory at which OpenClaw is killed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "3Gi")]
    public string? OpenClawMemoryLimit { get; set; }

    /// <summary>CPU that LiteLLM is promised.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "100m")]
    public string? LiteLLMCpu { get; set; }

    /// <summary>Memory that LiteLLM is promised.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "1536Mi")]
    public string? LiteLLMMemory { get; set; }

    /// <summary>Memory at which LiteLLM is killed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "3Gi")]
    public string? LiteLLMMemoryLimit { get; set; }

    /// <summary>Size of the volume that holds OpenClaw's state.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "8Gi")]
    public string? StorageSize { get; set; }

    /// <summary>Storage class of the volume. Without it, the cluster's default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StorageClass { get; set; }

    /// <summary>Use no volume: OpenClaw's state goes with its pod.</summary>
    [Parameter]
    public SwitchParameter Ephemeral { get; set; }

    /// <summary>The model's context window in tokens, as OpenClaw is told.</summary>
    [Parameter]
    [ValidateRange(1024, 100_000_000)]
    [PSDefaultValue(Value = 272_000)]
    public int? ContextWindow { get; set; }

    /// <summary>Most tokens of one answer, as OpenClaw is told.</summary>
    [Parameter]
    [ValidateRange(16, 100_000_000)]
    [PSDefaultValue(Value = 16_384)]
    public int? MaxTokens { get; set; }

    /// <summary>How many seconds to wait for both programs to be ready.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    [PSDefaultValue(Value = 900)]
    public int? Timeout { get; set; }

    /// <summary>Take fields over that another field manager owns, instead of stopping at the conflict.</summary>
    [Parameter]
    public SwitchParameter ForceConflicts { get; set; }

    /// <summary>Return once everything is applied, before the programs are ready.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var cluster = Cluster!;
        var config = ModelConfig is PSObject wrapped ? wrapped.BaseObject : ModelConfig;
        var path = config is string text ? GetUnresolvedProviderPathFromPSPath(text) : null;
        Run(cluster, async (context, cancellationToken) =>
        {
            var model = path is null
                ? config as OpenClawModelConfig ?? throw new OpenClawException(
                    nameof(ShellMessages.ModelConfigType),
                    ErrorKind.InvalidArgument,
                    string.Format(CultureInfo.CurrentCulture, ShellMessages.ModelConfigType, config?.GetType()),
                    config)
                : await ModelConfigReader.ReadAsync(path, context, cancellationToken).ConfigureAwait(false);
            var instance = await InstallOperation
                .RunAsync(cluster, GetOptions(cluster), model, context, cancellationToken).ConfigureAwait(false);
            // Without an image there is nothing: the answer was no, and none was there before.
            if (!context.WhatIf && instance.OpenClawImage is not null)
                Emit(instance);
        });
    }

    private InstallOptions GetOptions(OpenClawCluster cluster)
    {
        var defaults = new InstallOptions { ModelName = ModelName };
        return InstallParameters.Apply(this, defaults) with
        {
            Name = Name ?? InstanceDefaults.NameIn(cluster),
            Namespace = Namespace,
            Timeout = Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.Timeout,
            ForceConflicts = ForceConflicts,
            NoWait = NoWait,
        };
    }
}
