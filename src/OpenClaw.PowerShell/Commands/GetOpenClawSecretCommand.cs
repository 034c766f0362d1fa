using System.Management.Automation;
using System.Net;
using OpenClaw.Operations;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Gets the secrets of an instance: the gateway token and LiteLLM's master key.</summary>
/// <remarks>
/// <para>Returns an object for each secret, with the secret as a SecureString in Value. With -AsPlainText, Value is the text; and when -SecretName names one secret, the text itself is returned and nothing else, ready to be assigned to a variable.</para>
/// <para>The gateway token opens the Control UI and the gateway's API. The master key opens LiteLLM, which nothing but OpenClaw reaches.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClawSecret openclaw -Sandbox $sandbox</code>
/// <para>Gets both secrets of the instance openclaw in the cluster of that name, as SecureStrings.</para>
/// </example>
/// <example>
/// <code>$token = Get-OpenClaw openclaw -Sandbox $sandbox | Get-OpenClawSecret -SecretName GatewayToken -AsPlainText</code>
/// <para>Gets the gateway token as text.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "OpenClawSecret", DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawSecret), typeof(string), typeof(PSObject))]
public sealed class GetOpenClawSecretCommand : ClusterCmdlet
{
    /// <summary>Which secrets: GatewayToken, LiteLLMMasterKey. Without it, both.</summary>
    [Parameter]
    [ValidateSet("GatewayToken", "LiteLLMMasterKey")]
    public string[] SecretName { get; set; } = [];

    /// <summary>Return the secrets as text that anybody who looks at the screen or a transcript can read.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
        var secrets = await GetSecretOperation
            .RunAsync(cluster, name, ns, SecretName, context, cancellationToken).ConfigureAwait(false);
        foreach (var secret in secrets)
            Emit(AsPlainText ? ToPlainText(secret) : secret);
    });

    private object ToPlainText(OpenClawSecret secret)
    {
        var text = new NetworkCredential("", secret.Value).Password;
        if (SecretName.Length == 1)
            return text;
        var result = new PSObject();
        result.TypeNames.Insert(0, "OpenClaw.OpenClawSecret#PlainText");
        result.Properties.Add(new PSNoteProperty(nameof(OpenClawSecret.Name), secret.Name));
        result.Properties.Add(new PSNoteProperty(nameof(OpenClawSecret.InstanceName), secret.InstanceName));
        result.Properties.Add(new PSNoteProperty(nameof(OpenClawSecret.Namespace), secret.Namespace));
        result.Properties.Add(new PSNoteProperty(nameof(OpenClawSecret.Value), text));
        return result;
    }
}
