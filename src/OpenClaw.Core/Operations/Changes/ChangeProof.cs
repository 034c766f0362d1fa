using OpenClaw.Manifests;
using OpenClaw.Operations.Checks;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Changes;

/// <summary>Proves from inside the cluster that the whole chain works: only a chat does.</summary>
/// <param name="instance">The instance.</param>
/// <param name="options">Whether a chat may be had.</param>
internal sealed class ChangeProof(InstanceContext instance, ChangeOptions options)
{
    // Services and load balancers take a moment to forget the pods that are gone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // An endpoint is asked in the new pod, and while it refuses, every chat fails.
    private static readonly TimeSpan EndpointPatience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Asks endpoints on their own, then has a nonce come back through the whole chain.</summary>
    /// <param name="endpoints">Names of the endpoints to ask.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was seen, as a sentence.</returns>
    /// <exception cref="OpenClawException">A link is broken (<c>ChangeUnproven</c>); the message says which.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> endpoints, CancellationToken cancellationToken)
    {
        if (options.SkipChat)
            return ChangeMessages.ChatSkipped;
        var pods = new PodChecks(instance.Client, instance.Names);
        var state = await InstalledState.ReadAsync(instance.Client, instance.Names, cancellationToken).ConfigureAwait(false);
        await pods.RunAsync(OpenClawProgram.LiteLLM, cancellationToken).ConfigureAwait(false);
        await pods.RunAsync(OpenClawProgram.OpenClaw, cancellationToken).ConfigureAwait(false);
        var proxy = new ProxyChecks(instance.Client, instance.Names, state, pods);
        foreach (var endpoint in proxy.Endpoints.Where(e => endpoints.Contains(e.Name)))
            await RequireAsync(token => proxy.EndpointAsync(endpoint, token), EndpointPatience, cancellationToken).ConfigureAwait(false);
        var gateway = new GatewayChecks(instance.Client, instance.Names, state, pods);
        await RequireAsync(gateway.AuthAsync, Patience, cancellationToken).ConfigureAwait(false);
        return await RequireAsync(gateway.ChatAsync, Patience, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> RequireAsync(
        Func<CancellationToken, Task<CheckOutcome>> check, TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = instance.Time.GetTimestamp();
        while (true)
        {
            var outcome = await TryAsync(check, cancellationToken).ConfigureAwait(false);
            if (outcome.Status != OpenClawTestStatus.Failed)
                return outcome.Detail;
            if (instance.Time.GetElapsedTime(start) > patience)
                throw new OpenClawException(
                    nameof(ChangeMessages.ChangeUnproven), ErrorKind.OperationFailed,
                    MessageText.Format(ChangeMessages.ChangeUnproven, outcome.Detail, outcome.Remedy), instance.Instance);
            instance.Operation.Debug($"Not yet: {outcome.Detail}");
            await Task.Delay(Pause, instance.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<CheckOutcome> TryAsync(Func<CancellationToken, Task<CheckOutcome>> check, CancellationToken cancellationToken)
    {
        try
        {
            return await check(cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e)
        {
            return CheckOutcome.Failed(e.Message, "");
        }
        catch (HttpRequestException e)
        {
            return CheckOutcome.Failed(e.Message, CheckMessages.GatewayRemedy);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckOutcome.Failed(e.Message, CheckMessages.GatewayRemedy);
        }
    }
}
