using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Finds out what an installation must change, by reading and by the server's own dry runs; changes nothing.</summary>
internal sealed class InstallPlanner(InstallContext install)
{
    private static readonly ResourceKind[] Pruned =
        [ResourceKind.Deployment, ResourceKind.NetworkPolicy, ResourceKind.Service, ResourceKind.ConfigMap];

    private readonly IKubernetesClient _client = install.Client;
    private readonly InstanceNames _names = install.Names;

    /// <summary>Makes the plan.</summary>
    /// <exception cref="OpenClawException">Something is in the way; nothing has been changed.</exception>
    public async Task<InstallPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var ns = await _client.GetAsync(new(ResourceKind.Namespace, null, _names.Namespace), cancellationToken).ConfigureAwait(false);
        if (ns is null)
        {
            var newSecrets = InstanceSecrets.Plan(null, install.Config, EndpointHistory.None, install.SecretChange);
            var data = RevisionData.From(install.Options, install.Config);
            var all = DesiredState.Build(install.Options, install.Config, newSecrets.Versions());
            var none = new RevisionHistory(_names, []);
            return new(false, null, newSecrets, [.. all.Select(o => new PlannedChange(o, null, null))], [], none, none.Next(data));
        }
        RequireNotDeleted(ns, $"Namespace {_names.Namespace}");
        var historyTask = RevisionHistory.ReadAsync(_client, _names, cancellationToken);
        var storedTask = _client.GetAsync(new(ResourceKind.Secret, _names.Namespace, _names.Secret), cancellationToken);
        var lists = await Task.WhenAll(Pruned.Select(kind => OursAsync(kind, cancellationToken))).ConfigureAwait(false);
        var (stored, history) = (await storedTask.ConfigureAwait(false), await historyTask.ConfigureAwait(false));
        if (stored is not null)
            RequireOurs(stored, $"Secret {_names.Namespace}/{_names.Secret}");
        if (install.BasedOn is { } number && history.Current?.Number != number)
            throw new OpenClawException(
                nameof(InstallMessages.RevisionChangedMeanwhile), ErrorKind.ResourceBusy,
                MessageText.Format(InstallMessages.RevisionChangedMeanwhile, install.Instance), install.Instance);
        var secrets = InstanceSecrets.Plan(stored, install.Config, history.Endpoints, install.SecretChange, install.ChannelValues);
        var options = install.Options with { Channels = Channels(history, secrets) };
        var ours = lists.SelectMany(l => l).ToDictionary(o => o.Name, o => o.Object);
        var desired = DesiredState.Build(options, install.Config, secrets.Versions())
            .Where(o => o.Name.Kind != ResourceKind.Namespace || InstanceLabels.IsOurs(ns))
            .ToList();
        var changes = await Task.WhenAll(desired.Select(o => ChangeAsync(o, ns, ours, cancellationToken))).ConfigureAwait(false);
        ThrowConflicts(changes.Select(c => c.Conflict).OfType<KubernetesException>().ToList());
        var wanted = desired.Select(o => o.Name).ToHashSet();
        return new(
            true, stored, secrets,
            [.. changes.Select(c => c.Change).OfType<PlannedChange>()],
            [.. ours.Where(o => !wanted.Contains(o.Key) && o.Value.Child("metadata").Text("deletionTimestamp") is null).Select(o => o.Key)],
            history, history.Next(RevisionData.From(options, install.Config)));
    }

    // What was declared stays declared; without a history, as after an uninstallation, the Secret tells. A pod whose channel has no
    // credential would not start.
    private IReadOnlyList<DeclaredChannel> Channels(RevisionHistory history, InstanceSecrets secrets)
    {
        var declared = install.Options.Channels
            ?? (history.Current?.Data is { } data ? DeclaredChannel.Readable(data.Channels) : DeclaredChannel.In(secrets.Values));
        foreach (var channel in declared.Where(c => !HasCredentials(c)))
            install.Operation.Warning(MessageText.Format(InstallMessages.ChannelWithoutCredential, channel.Kind().Label, _names.Secret));
        return [.. declared.Where(HasCredentials)];

        bool HasCredentials(DeclaredChannel channel) => channel.Kind().Credentials.All(v => secrets.Values.ContainsKey(v.Key));
    }

    /// <summary>Turns refusals because of other owners into one error that names them all.</summary>
    public void ThrowConflicts(IReadOnlyList<KubernetesException> conflicts)
    {
        if (conflicts.Count == 0)
            return;
        var lines = conflicts.SelectMany(c => c.Causes.Select(cause => $"{c.Target}: {cause.Field}: {cause.Message}"));
        throw new OpenClawException(
            nameof(InstallMessages.InstallConflict), ErrorKind.Conflict,
            MessageText.Format(InstallMessages.InstallConflict, install.Instance, string.Join(Environment.NewLine, lines)),
            install.Instance, conflicts[0]);
    }

    /// <summary>True for a refusal because another manager owns a field.</summary>
    public static bool IsConflict(KubernetesException e) => e.Causes.Any(c => c.Reason == "FieldManagerConflict");

    private async Task<IEnumerable<(ResourceName Name, JsonObject Object)>> OursAsync(ResourceKind kind, CancellationToken cancellationToken)
    {
        var items = await _client.ListAsync(kind, _names.Namespace, InstanceLabels.SelectorOf(_names.Name), null, cancellationToken).ConfigureAwait(false);
        return items.Select(o => (new ResourceName(kind, _names.Namespace, o.Child("metadata").Text("name")!), o));
    }

    private async Task<(PlannedChange? Change, KubernetesException? Conflict)> ChangeAsync(
        DesiredObject wanted, JsonObject ns, Dictionary<ResourceName, JsonObject> ours, CancellationToken cancellationToken)
    {
        var live = wanted.Name.Kind == ResourceKind.Namespace ? ns
            : ours.GetValueOrDefault(wanted.Name) ?? await _client.GetAsync(wanted.Name, cancellationToken).ConfigureAwait(false);
        if (live is not null)
        {
            RequireNotDeleted(live, wanted.Name.ToString());
            RequireOurs(live, wanted.Name.ToString());
            if (wanted.Name.Kind == ResourceKind.PersistentVolumeClaim)
                wanted = VolumeClaims.Keep(wanted, live, install);
        }
        try
        {
            return (await DryRunAsync(wanted, live, cancellationToken).ConfigureAwait(false), null);
        }
        catch (KubernetesException e) when (IsConflict(e))
        {
            return (null, e);
        }
    }

    // Controllers write to objects too, and what they wrote between our reading and the dry run is not a difference of ours.
    private async Task<PlannedChange?> DryRunAsync(DesiredObject wanted, JsonObject? live, CancellationToken cancellationToken)
    {
        var options = new ApplyOptions(InstanceContext.FieldManager, install.Options.ForceConflicts, DryRun: true);
        while (true)
        {
            var result = await ConflictingEntries.ApplyAsync(_client, wanted.Manifest, options, cancellationToken).ConfigureAwait(false);
            if (live is not null && !FieldDifference.WouldWrite(live, result))
                return null;
            var now = await _client.GetAsync(wanted.Name, cancellationToken).ConfigureAwait(false);
            if (now.Child("metadata").Text("resourceVersion") == live.Child("metadata").Text("resourceVersion"))
                return new(wanted, live, result);
            live = now;
        }
    }

    private void RequireOurs(JsonObject live, string name)
    {
        if (InstanceLabels.InstanceOf(live) is { } other && other != _names.Name)
            throw new OpenClawException(
                nameof(InstallMessages.InstallOtherInstance), ErrorKind.AlreadyExists,
                MessageText.Format(InstallMessages.InstallOtherInstance, name, other, _names.Name), name);
    }

    private static void RequireNotDeleted(JsonObject live, string name)
    {
        if (live.Child("metadata").Text("deletionTimestamp") is not null)
            throw new OpenClawException(
                nameof(InstallMessages.InstallBeingDeleted), ErrorKind.ResourceUnavailable,
                MessageText.Format(InstallMessages.InstallBeingDeleted, name), name);
    }
}
