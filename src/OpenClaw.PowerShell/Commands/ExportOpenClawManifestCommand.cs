using System.Globalization;
using System.Management.Automation;
using OpenClaw.Models;
using OpenClaw.Operations;
using OpenClaw.PowerShell.Completion;
using OpenClaw.PowerShell.Resources;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Writes the manifests an instance is made of as YAML, for kubectl or GitOps.</summary>
/// <remarks>
/// <para>Returns one YAML text with everything Install-OpenClaw applies; with -Path writes a file for each object into a folder and returns the files; with -Kustomize adds a kustomization.yaml. Applied with kubectl apply --server-side --field-manager=openclaw it is the same as what Install-OpenClaw does.</para>
/// <para>No secret is in it: the comment at its beginning names the Secret that has to be in the cluster, its keys, and how to make it.</para>
/// <para>Of an installed instance, it is what was installed last. With -ModelConfig and -ModelName no cluster is needed; pods then do not roll by themselves when the Secret changes, and roll once when Install-OpenClaw is run over it later.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Export-OpenClawManifest | Set-Content (Join-Path $sandbox.HomePath openclaw.yaml)</code>
/// <para>Writes the manifests of an installed instance to one file.</para>
/// </example>
/// <example>
/// <code>Export-OpenClawManifest openclaw -Sandbox $sandbox -Path (Join-Path $sandbox.HomePath manifests) -Kustomize -Force</code>
/// <para>Writes them as a folder for kustomize, in place of an earlier export.</para>
/// </example>
/// <example>
/// <code>Export-OpenClawManifest openclaw -ModelConfig $sandbox.ModelConfig -ModelName gpt-5.2 -StorageSize 16Gi</code>
/// <para>Shows the manifests of an instance that is to be, without asking a cluster.</para>
/// </example>
[Cmdlet(VerbsData.Export, "OpenClawManifest", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportOpenClawManifestCommand : ClusterCmdlet, IInstallParameters
{
    // Not mandatory to the shell: a set with a mandatory parameter that takes no pipeline input would keep instances from being piped in.
    /// <summary>Path of your azure-openai.json, or what Get-OpenClawModelConfig returns. Its keys are not written.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateNotNullOrEmpty]
    public object? ModelConfig { get; set; }

    /// <summary>The model's name as OpenClaw shall know it, for example gpt-5.2; needed with -ModelConfig.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string? ModelName { get; set; }

    /// <summary>OpenClaw's image. Without it, the version this module was tested with.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateNotNullOrEmpty]
    public string? OpenClawImage { get; set; }

    /// <summary>LiteLLM's image. Without it, the version this module was tested with.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateNotNullOrEmpty]
    public string? LiteLLMImage { get; set; }

    /// <summary>CPU that OpenClaw is promised.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "250m")]
    public string? OpenClawCpu { get; set; }

    /// <summary>Memory that OpenClaw is promised.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "1536Mi")]
    public string? OpenClawMemory { get; set; }

    /// <summary>Memory at which OpenClaw is killed.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "3Gi")]
    public string? OpenClawMemoryLimit { get; set; }

    /// <summary>CPU that LiteLLM is promised.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "100m")]
    public string? LiteLLMCpu { get; set; }

    /// <summary>Memory that LiteLLM is promised.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "1536Mi")]
    public string? LiteLLMMemory { get; set; }

    /// <summary>Memory at which LiteLLM is killed.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "3Gi")]
    public string? LiteLLMMemoryLimit { get; set; }

    /// <summary>Size of the volume that holds OpenClaw's state.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "8Gi")]
    public string? StorageSize { get; set; }

    /// <summary>Storage class of the volume. Without it, the cluster's default.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateNotNullOrEmpty]
    public string? StorageClass { get; set; }

    /// <summary>Use no volume: OpenClaw's state goes with its pod.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    public SwitchParameter Ephemeral { get; set; }

    /// <summary>The model's context window in tokens, as OpenClaw is told.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateRange(1024, 100_000_000)]
    [PSDefaultValue(Value = 272_000)]
    public int? ContextWindow { get; set; }

    /// <summary>Most tokens of one answer, as OpenClaw is told.</summary>
    [Parameter(ParameterSetName = ParameterSets.ModelConfig)]
    [ValidateRange(16, 100_000_000)]
    [PSDefaultValue(Value = 16_384)]
    public int? MaxTokens { get; set; }

    /// <summary>Folder to write the manifests into, one file an object; made when it is not there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Add a kustomization.yaml that lists the files.</summary>
    [Parameter]
    public SwitchParameter Kustomize { get; set; }

    /// <summary>Overwrite files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var config = ModelConfig is PSObject wrapped ? wrapped.BaseObject : ModelConfig;
        var configPath = config is string text ? GetUnresolvedProviderPathFromPSPath(text) : null;
        var folder = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);
        Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
        {
            if (Kustomize && folder is null)
                throw new OpenClawException(nameof(ShellMessages.KustomizeNeedsPath), ErrorKind.InvalidArgument, ShellMessages.KustomizeNeedsPath, Name);
            var manifest = await GetManifestAsync(configPath, config, context, cancellationToken).ConfigureAwait(false);
            if (folder is null)
            {
                Emit(manifest.Text);
                return;
            }
            foreach (var file in await manifest.WriteAsync(folder, Kustomize, Force, context, cancellationToken).ConfigureAwait(false))
                Emit(new FileInfo(file));
        });
    }

    private async Task<ExportedManifest> GetManifestAsync(
        string? configPath, object? config, OperationContext context, CancellationToken cancellationToken)
    {
        if (ParameterSetName != ParameterSets.ModelConfig)
        {
            var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
            return await ExportOperation.RunAsync(cluster, name, ns, context, cancellationToken).ConfigureAwait(false);
        }
        if (config is null || ModelName is null)
            throw new OpenClawException(nameof(ShellMessages.ModelConfigAndName), ErrorKind.InvalidArgument, ShellMessages.ModelConfigAndName, Name);
        var model = configPath is not null
            ? await ModelConfigReader.ReadAsync(configPath, context, cancellationToken).ConfigureAwait(false)
            : config as OpenClawModelConfig ?? throw new OpenClawException(
                nameof(ShellMessages.ModelConfigType), ErrorKind.InvalidArgument,
                string.Format(CultureInfo.CurrentCulture, ShellMessages.ModelConfigType, config.GetType()), config);
        return ExportOperation.Run(GetOptions(ModelName), model);
    }

    private InstallOptions GetOptions(string modelName)
    {
        var defaults = new InstallOptions { ModelName = modelName };
        return InstallParameters.Apply(this, defaults) with
        {
            Name = Name ?? defaults.Name,
            Namespace = Namespace ?? defaults.Namespace,
        };
    }
}
