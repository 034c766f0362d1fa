using System.Management.Automation;
using OpenClaw.Models;
using OpenClaw.PowerShell.Pipeline;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Reads and checks an azure-openai.json.</summary>
/// <remarks>
/// <para>Reads the file that names your Azure OpenAI deployment, the API version, and the endpoint and key of one or more Azure OpenAI resources. All mistakes are reported at once, each with its line and what to write instead.</para>
/// <para>Install-OpenClaw checks the file in the same way; this command lets you do so without a cluster. The object shows no key.</para>
/// </remarks>
/// <example>
/// <code>$sandbox = Start-OpenClawSandbox
/// Get-OpenClawModelConfig $sandbox.ModelConfig</code>
/// <para>Reads the file that the sandbox wrote for its own offline Azure OpenAI endpoint.</para>
/// </example>
/// <example>
/// <code>Get-ChildItem $sandbox.HomePath -Filter azure-openai.json | Get-OpenClawModelConfig | Select-Object -ExpandProperty Endpoints</code>
/// <para>Lists the endpoints that requests are spread over.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "OpenClawModelConfig")]
[OutputType(typeof(OpenClawModelConfig))]
public sealed class GetOpenClawModelConfigCommand : OpenClawCmdlet
{
    /// <summary>Path of the file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath", "ModelConfig")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path);
        Run(path, async (context, cancellationToken) =>
            Emit(await ModelConfigReader.ReadAsync(path, context, cancellationToken).ConfigureAwait(false)));
    }
}
