using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>
/// The lock that keeps two installations of one instance apart: a Lease in its namespace that the holder renews. It can be taken over when
/// it was not renewed for its duration, or at once when its holder was a process of this machine that is gone.
/// </summary>
internal sealed class InstallLease : IAsyncDisposable
{
    /// <summary>How long a lease holds without being renewed.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReleaseWithin = TimeSpan.FromSeconds(3);

    private readonly InstanceContext _instance;
    private readonly string _holder;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _renewing;
    private JsonObject _stored;

    private InstallLease(InstanceContext instance, string holder, JsonObject stored, bool isTakenOver = false)
    {
        (_instance, _holder, _stored, IsTakenOver) = (instance, holder, stored, isTakenOver);
        _renewing = RenewAsync();
    }

    /// <summary>Cancelled when somebody else took the lease, or it could not be renewed in time.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Whether somebody held it who never gave it back: a run that was killed, most likely.</summary>
    public bool IsTakenOver { get; }

    /// <summary>Takes the lease.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="holder">Who takes it.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="OpenClawException">Somebody else holds it (<see cref="ErrorKind.ResourceBusy"/>).</exception>
    public static async Task<InstallLease> AcquireAsync(InstanceContext instance, LeaseHolder holder, CancellationToken cancellationToken)
    {
        var name = new ResourceName(ResourceKind.Lease, instance.Names.Namespace, instance.Names.Lease);
        while (true)
        {
            var live = await instance.Client.GetAsync(name, cancellationToken).ConfigureAwait(false);
            try
            {
                if (live is null)
                    return new(instance, holder.Identity, await instance.Client.CreateAsync(
                        Manifest(instance, holder.Identity), InstanceContext.FieldManager, cancellationToken).ConfigureAwait(false));
                await RequireFreeAsync(instance, live, holder, cancellationToken).ConfigureAwait(false);
                return new(instance, holder.Identity, await instance.Client.ReplaceAsync(
                    Taken(instance, live, holder.Identity), InstanceContext.FieldManager, cancellationToken).ConfigureAwait(false),
                    live.Child("spec").Text("holderIdentity") is { Length: > 0 } other && other != holder.Identity);
            }
            catch (KubernetesException e) when (e.Code == 409)
            {
                // Somebody was faster; look who.
            }
        }
    }

    /// <summary>Gives the lease back; a failure to do so is only noted, for it runs out by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        if (!_lost.IsCancellationRequested)
            await ReleaseAsync().ConfigureAwait(false);
        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task ReleaseAsync()
    {
        using var limit = new CancellationTokenSource(ReleaseWithin, _instance.Time);
        try
        {
            try
            {
                await RemoveHolderAsync(_stored, limit.Token).ConfigureAwait(false);
            }
            catch (OpenClawException)
            {
                // A renewal that was stopped half-way may have been stored, or the answer to the release was lost.
                if (await ReadAsync(limit.Token).ConfigureAwait(false) is { } live && live.Child("spec").Text("holderIdentity") == _holder)
                    await RemoveHolderAsync(live, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OpenClawException or OperationCanceledException)
        {
            _instance.Operation.Debug($"The lease was not given back: {e.Message}");
        }
    }

    private Task RemoveHolderAsync(JsonObject lease, CancellationToken cancellationToken)
    {
        lease.Child("spec")!.Remove("holderIdentity");
        return _instance.Client.ReplaceAsync(lease, InstanceContext.FieldManager, cancellationToken);
    }

    private Task<JsonObject?> ReadAsync(CancellationToken cancellationToken) =>
        _instance.Client.GetAsync(new(ResourceKind.Lease, _instance.Names.Namespace, _instance.Names.Lease), cancellationToken);

    private static async Task RequireFreeAsync(InstanceContext instance, JsonObject live, LeaseHolder holder, CancellationToken cancellationToken)
    {
        var other = live.Child("spec").Text("holderIdentity");
        if (string.IsNullOrEmpty(other) || other == holder.Identity || LeaseHolder.IsGone(other))
            return;
        var renewed = Time(live, "renewTime");
        if (renewed + Duration > instance.Time.GetUtcNow() || await IsRenewedAsync(instance, live, cancellationToken).ConfigureAwait(false))
            throw new OpenClawException(
                nameof(InstallMessages.InstallBusy), ErrorKind.ResourceBusy,
                MessageText.Format(InstallMessages.InstallBusy, instance.Instance, other, Time(live, "acquireTime").ToLocalTime()), instance.Instance);
        instance.Operation.Verbose(MessageText.Format(InstallMessages.LeaseTakenOver, other, renewed.ToLocalTime()));
    }

    // By our clock it ran out, but clocks differ: its holder, if alive, renews it before long.
    private static async Task<bool> IsRenewedAsync(InstanceContext instance, JsonObject live, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = instance.Time.CreateTimer(_ => limit.Cancel(), null, RenewEvery + TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        instance.Operation.Verbose(MessageText.Format(InstallMessages.LeaseWatched, live.Child("spec").Text("holderIdentity")));
        try
        {
            await foreach (var change in instance.Client.WatchAsync(
                ResourceKind.Lease, instance.Names.Namespace, null, $"metadata.name={instance.Names.Lease}", limit.Token).ConfigureAwait(false))
                if (change.Object?.Child("spec") is { } spec && !JsonNode.DeepEquals(spec, live.Child("spec")))
                    return change.Type != WatchEventType.Deleted;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
        return false;
    }

    private async Task RenewAsync()
    {
        var renewed = _instance.Time.GetTimestamp();
        using var timer = new PeriodicTimer(RenewEvery, _instance.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
                if (await TryRenewAsync().ConfigureAwait(false))
                    renewed = _instance.Time.GetTimestamp();
                else if (_lost.IsCancellationRequested || _instance.Time.GetElapsedTime(renewed) > Duration)
                {
                    await _lost.CancelAsync().ConfigureAwait(false);
                    return;
                }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        try
        {
            var next = _stored.DeepClone().AsObject();
            next.Child("spec")!["renewTime"] = Now(_instance);
            _stored = await _instance.Client.ReplaceAsync(next, InstanceContext.FieldManager, _stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (KubernetesException e) when (e.Code is 409 or 404)
        {
            var live = await ReadAsync(_stop.Token).ConfigureAwait(false);
            if (live.Child("spec").Text("holderIdentity") != _holder)
                await _lost.CancelAsync().ConfigureAwait(false);
            else
                _stored = live!;
            return false;
        }
        catch (OpenClawException e)
        {
            _instance.Operation.Debug($"The lease was not renewed: {e.Message}");
            return false;
        }
    }

    private static JsonObject Manifest(InstanceContext instance, string holder) => new()
    {
        ["apiVersion"] = ResourceKind.Lease.ApiVersion,
        ["kind"] = ResourceKind.Lease.Kind,
        ["metadata"] = DesiredState.Metadata(instance.Names, instance.Names.Lease, InstanceLabels.Of(instance.Names)),
        ["spec"] = Spec(instance, holder, 0),
    };

    private static JsonObject Taken(InstanceContext instance, JsonObject live, string holder)
    {
        var next = live.DeepClone().AsObject();
        next["spec"] = Spec(instance, holder, (live.Child("spec").Integer("leaseTransitions") ?? 0) + 1);
        return next;
    }

    private static JsonObject Spec(InstanceContext instance, string holder, int transitions) => new()
    {
        ["holderIdentity"] = holder,
        ["leaseDurationSeconds"] = (int)Duration.TotalSeconds,
        ["acquireTime"] = Now(instance),
        ["renewTime"] = Now(instance),
        ["leaseTransitions"] = transitions,
    };

    private static string Now(InstanceContext instance) =>
        instance.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(JsonObject lease, string field) =>
        DateTimeOffset.TryParse(lease.Child("spec").Text(field), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : DateTimeOffset.MinValue + Duration;
}
