using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Checks;

/// <summary>The links inside the cluster, in their order; each waits only for those it needs.</summary>
/// <param name="client">The cluster, or null when it cannot be reached: then all is skipped.</param>
/// <param name="cluster">The cluster as users see it, or null when it was not found.</param>
/// <param name="names">The instance.</param>
/// <param name="options">What to test.</param>
/// <param name="checks">Runs them.</param>
/// <param name="context">Is asked before tokens are used.</param>
internal sealed class InstanceChecks(
    IKubernetesClient? client, OpenClawCluster? cluster, InstanceNames names, TestOptions options, CheckReport checks, OperationContext context)
{
    /// <summary>Runs them.</summary>
    /// <param name="blocked">The earlier link that is broken, or null.</param>
    /// <param name="cancellationToken">Stops them.</param>
    public async Task RunAsync(string? blocked, CancellationToken cancellationToken)
    {
        var objects = new ObjectChecks(client!, cluster!, names);
        await checks.RunAsync(CheckNames.Nodes, blocked, CheckMessages.NodesRemedy, objects.NodesAsync, cancellationToken).ConfigureAwait(false);
        if (!await checks.RunAsync(CheckNames.Objects, blocked, CheckMessages.ObjectsRemedy, objects.DeclaredAsync, cancellationToken).ConfigureAwait(false)
            && !objects.IsInstalled)
            blocked ??= CheckNames.Objects;

        var pods = new PodChecks(client!, names);
        var noProxy = await NeedsAsync(
            CheckNames.LiteLLMPod, blocked, CheckMessages.PodRemedy, token => pods.RunAsync(OpenClawProgram.LiteLLM, token), cancellationToken).ConfigureAwait(false);
        noProxy ??= pods.ReadyPod(OpenClawProgram.LiteLLM) is null ? CheckNames.LiteLLMPod : null;
        var noGateway = await NeedsAsync(
            CheckNames.OpenClawPod, blocked, CheckMessages.PodRemedy, token => pods.RunAsync(OpenClawProgram.OpenClaw, token), cancellationToken).ConfigureAwait(false);
        noGateway ??= pods.ReadyPod(OpenClawProgram.OpenClaw) is null ? CheckNames.OpenClawPod : null;
        await checks.RunAsync(CheckNames.Volume, blocked, CheckMessages.VolumeRemedy, pods.VolumeAsync, cancellationToken).ConfigureAwait(false);

        var proxy = new ProxyChecks(client!, names, objects.State, pods);
        noProxy = await NeedsAsync(CheckNames.LiteLLM, noProxy, CheckMessages.LiteLLMRemedy, proxy.HealthAsync, cancellationToken).ConfigureAwait(false);
        var noModel = await EndpointsAsync(proxy, noProxy, cancellationToken).ConfigureAwait(false);

        var gateway = new GatewayChecks(client!, names, objects.State, pods);
        noGateway = await NeedsAsync(CheckNames.Gateway, noGateway, CheckMessages.GatewayRemedy, gateway.HealthAsync, cancellationToken).ConfigureAwait(false);
        var noEntry = await NeedsAsync(CheckNames.GatewayAuth, noGateway, CheckMessages.GatewayRemedy, gateway.AuthAsync, cancellationToken).ConfigureAwait(false);
        await checks.RunAsync(CheckNames.Browsers, noGateway, CheckMessages.GatewayRemedy, gateway.BrowsersAsync, cancellationToken).ConfigureAwait(false);
        var noWay = await NeedsAsync(
            CheckNames.GatewayToLiteLLM, noGateway ?? noProxy, CheckMessages.GatewayToLiteLLMRemedy, gateway.ProxyAsync, cancellationToken).ConfigureAwait(false);
        await checks.RunAsync(
            CheckNames.Chat, noEntry ?? noProxy ?? noModel ?? noWay, CheckMessages.ChatRemedy, token => ChatAsync(gateway, token), cancellationToken).ConfigureAwait(false);
    }

    // One endpoint that answers is enough for a chat.
    private async Task<string?> EndpointsAsync(ProxyChecks proxy, string? blocked, CancellationToken cancellationToken)
    {
        if (proxy.Endpoints.Count == 0)
        {
            await checks.RunAsync(
                CheckNames.Endpoints, blocked, CheckMessages.EndpointRemedy,
                _ => Task.FromResult(CheckOutcome.Skipped(CheckMessages.EndpointsUnknown)), cancellationToken).ConfigureAwait(false);
            return null;
        }
        string? broken = null;
        var works = false;
        var mayAsk = blocked is not null || await context.ShouldChange(
            MessageText.Format(CheckMessages.EndpointsTarget, names.Namespace, names.Name),
            MessageText.Format(CheckMessages.EndpointsAction, proxy.Endpoints.Count), cancellationToken).ConfigureAwait(false);
        foreach (var endpoint in proxy.Endpoints)
        {
            var name = CheckNames.Endpoint(endpoint.Name);
            if (await checks.RunAsync(
                name, blocked, CheckMessages.EndpointRemedy,
                token => mayAsk ? proxy.EndpointAsync(endpoint, token) : Task.FromResult(CheckOutcome.Skipped(CheckMessages.NotAsked)), cancellationToken).ConfigureAwait(false))
                works = true;
            else
                broken ??= name;
        }
        return works ? null : broken;
    }

    private async Task<CheckOutcome> ChatAsync(GatewayChecks gateway, CancellationToken cancellationToken)
    {
        if (options.Quick)
            return CheckOutcome.Skipped(CheckMessages.ChatQuick);
        context.Verbose(MessageText.Format(CheckMessages.ChatCost, TestOptions.ChatPromptTokens));
        return await context.ShouldChange(
            MessageText.Format(CheckMessages.EndpointsTarget, names.Namespace, names.Name),
            MessageText.Format(CheckMessages.ChatAction, TestOptions.ChatPromptTokens), cancellationToken).ConfigureAwait(false)
            ? await gateway.ChatAsync(cancellationToken).ConfigureAwait(false)
            : CheckOutcome.Skipped(CheckMessages.NotAsked);
    }

    // What later links are to name as broken: an earlier one, this one, or nothing.
    private async Task<string?> NeedsAsync(
        string name, string? blocked, string remedy, Func<CancellationToken, Task<CheckOutcome>> check, CancellationToken cancellationToken) =>
        await checks.RunAsync(name, blocked, remedy, check, cancellationToken).ConfigureAwait(false) ? null : blocked ?? name;
}
