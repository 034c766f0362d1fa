using System.Management.Automation;
using System.Security;
using OpenClaw.Operations.Changes;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Changes a secret of an instance, proves that the chain works with the new one, and else puts the old one back.</summary>
/// <remarks>
/// <para>The gateway token and LiteLLM's master key are made anew; an Azure OpenAI key is one that Azure made and you give. LiteLLM is rolled before OpenClaw restarts, so that chats fail only while OpenClaw itself restarts; a new Azure OpenAI key restarts nothing but LiteLLM, whose pods overlap. Then a chat goes through the whole chain from inside the cluster, and a given key is tried on its own endpoint. When the programs do not get healthy or the chat gets no answer, the old secret is put back and the error says why.</para>
/// <para>A new gateway token signs every browser out until it opens the new URL; sessions are kept. Tunnels that are open have it in their Url once OpenClaw is back, and raise UrlChanged.</para>
/// <para>Until the change is proven the old values stay in the instance's Secret, where no pod reads them. A run that was stopped or killed is finished by the next one.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Reset-OpenClawSecret -SecretName GatewayToken</code>
/// <para>Makes a new gateway token. Everybody who has only the old one is locked out.</para>
/// </example>
/// <example>
/// <code>Reset-OpenClawSecret openclaw -Sandbox $sandbox -SecretName LiteLLMMasterKey -WhatIf</code>
/// <para>Shows what a new master key would change.</para>
/// </example>
/// <example>
/// <code>Reset-OpenClawSecret openclaw -SecretName AzureOpenAIKey -Endpoint eastus -Key (Read-Host -AsSecureString)</code>
/// <para>Gives LiteLLM the other key of the Azure OpenAI resource eastus, so that the first one can be made anew in Azure.</para>
/// </example>
[Cmdlet(VerbsCommon.Reset, "OpenClawSecret", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawInstance))]
public sealed class ResetOpenClawSecretCommand : ChangeCmdlet
{
    /// <summary>The secret: GatewayToken, LiteLLMMasterKey or AzureOpenAIKey.</summary>
    [Parameter(Mandatory = true)]
    [Alias("Secret")]
    [ValidateSet("GatewayToken", "LiteLLMMasterKey", "AzureOpenAIKey")]
    public string SecretName { get; set; } = "";

    /// <summary>Name of the endpoint the key is for, as the model config has it. Not needed where there is only one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Endpoint { get; set; }

    /// <summary>The new Azure OpenAI key.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Key { get; set; }

    /// <summary>In place of a key: path of your azure-openai.json with the new keys, or what Get-OpenClawModelConfig returns. Only keys are taken from it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? ModelConfig { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = PathOf(ModelConfig);
        RunChange(async (cluster, name, ns, options, context, cancellationToken) =>
        {
            var config = await ReadModelConfigAsync(ModelConfig, path, context, cancellationToken).ConfigureAwait(false);
            var secret = new ResetSecretOptions(Enum.Parse<OpenClawSecretName>(SecretName, ignoreCase: true)) { Endpoint = Endpoint, Key = Key, ModelConfig = config };
            return await ResetSecretOperation.RunAsync(cluster, name, ns, secret, options, context, cancellationToken).ConfigureAwait(false);
        });
    }
}
