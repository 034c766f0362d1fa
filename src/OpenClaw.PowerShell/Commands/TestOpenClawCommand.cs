using System.Globalization;
using System.Management.Automation;
using OpenClaw.Operations;
using OpenClaw.Operations.Checks;
using OpenClaw.PowerShell.Resources;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Tests an instance link by link, from Azure to the model, and says which link is broken and what to do.</summary>
/// <remarks>
/// <para>Returns a result for each check as it ends: its Name, its Status (Passed, Warning, Failed or Skipped), what was seen (Detail), what to do about it (Remedy) and its Duration. What cannot be tested because an earlier link is broken is Skipped with the reason; so is what does not apply, for example Azure on a cluster reached by a kubeconfig. A program that is still starting is a Warning, not a failure.</para>
/// <para>In order: Azure sign-in, Azure cluster, Azure quota, API server, Nodes, Objects, LiteLLM pod, OpenClaw pod, Volume, LiteLLM, each Azure OpenAI endpoint on its own through LiteLLM, Gateway, Gateway auth, Browsers (whom the gateway refused lately, and why), Gateway to LiteLLM, and a chat through the whole chain.</para>
/// <para>Nothing is changed. But the model is asked: each endpoint for one word (some 20 tokens), and the chat takes about 17,000 prompt tokens of the paid model, because OpenClaw sends its instructions along. -Quick leaves the chat out, -WhatIf both.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Test-OpenClaw</code>
/// <para>Tests an instance with everything, the chat included.</para>
/// </example>
/// <example>
/// <code>Test-OpenClaw openclaw -Sandbox $sandbox -Quick | Where-Object Status -in Failed, Warning | Format-List</code>
/// <para>Shows only what wants attention, without paying for a chat.</para>
/// </example>
/// <example>
/// <code>if ((Test-OpenClaw openclaw -Sandbox $sandbox -Quick).Status -contains 'Failed') { throw 'OpenClaw is broken' }</code>
/// <para>Makes a script stop when a link is broken.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "OpenClaw", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawTestResult))]
public sealed class TestOpenClawCommand : ClusterCmdlet
{
    /// <summary>Leave out the chat, the only check that costs more than a few tokens.</summary>
    [Parameter]
    public SwitchParameter Quick { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        // Only in Azure is finding the cluster a link of the chain.
        var known = Cluster is not null || UsesKubeConfig
            ? await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false)
            : default;
        if (!Quick && !context.WhatIf)
            Tell(string.Format(CultureInfo.CurrentCulture, ShellMessages.TestCost, TestOptions.ChatPromptTokens));
        await TestOperation.RunAsync(
            token => known.Cluster is null ? GetInstanceAsync(context, token) : Task.FromResult(known),
            new TestOptions { Quick = Quick }, Emit, context, cancellationToken).ConfigureAwait(false);
    });
}
