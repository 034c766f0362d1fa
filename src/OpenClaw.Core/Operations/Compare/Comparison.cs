using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Compare;

/// <summary>One comparison of an instance: its Secret, its objects, and OpenClaw's configuration.</summary>
internal sealed class Comparison(IKubernetesClient client, OpenClawCluster cluster, InstanceNames names, OperationContext operation)
{
    private static readonly ResourceKind[] Kinds =
        [ResourceKind.Deployment, ResourceKind.NetworkPolicy, ResourceKind.Service, ResourceKind.ConfigMap];

    private readonly string _activity = MessageText.Format(CompareMessages.ActivityCompare, $"{names.Namespace}/{names.Name}");

    public async Task<IReadOnlyList<OpenClawDifference>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            operation.Progress(_activity, CompareMessages.CompareReading, 10);
            var (install, stored) = await ReadAsync(cancellationToken).ConfigureAwait(false);
            var secrets = InstanceSecrets.Plan(stored, install.Config);
            // With a secret missing the marks cannot be known.
            var marks = secrets.Changes.Count == 0 ? secrets.Versions() : null;
            var declared = await DeclaredObject.ReadAsync(install, marks, cancellationToken).ConfigureAwait(false);
            var objects = new ObjectComparison(client, new Shown(InstanceSecrets.Decode(stored).Values), ignoreMarks: marks is null);
            operation.Progress(_activity, CompareMessages.CompareObjects, 40);
            var found = await Task.WhenAll(declared.Select(o => objects.RunAsync(o, cancellationToken))).ConfigureAwait(false);
            var extra = await ExtraAsync(declared, cancellationToken).ConfigureAwait(false);
            operation.Progress(_activity, CompareMessages.CompareConfig, 80);
            var config = await new ConfigComparison(client, names, new Shown(InstanceSecrets.Decode(stored).Values), operation)
                .RunAsync(declared, cancellationToken).ConfigureAwait(false);
            return
            [
                .. found.SelectMany(static f => f).Concat(SecretDifferences(stored, secrets)).Concat(extra).Concat(config)
                    .Select(d => d with { InstanceName = names.Name, Namespace = names.Namespace })
                    .OrderByDescending(static d => d.IsDrift),
            ];
        }
        finally
        {
            operation.ProgressCompleted(_activity);
        }
    }

    // Not by InstalledState: a Secret that is gone is a difference here.
    private async Task<(InstallContext Install, JsonObject? Stored)> ReadAsync(CancellationToken cancellationToken)
    {
        var history = await RevisionHistory.ReadAsync(client, names, cancellationToken).ConfigureAwait(false);
        var stored = await client.GetAsync(new(ResourceKind.Secret, names.Namespace, names.Secret), cancellationToken).ConfigureAwait(false);
        if (history.Current?.Data is not { } data)
        {
            var state = await InstalledState.ReadAsync(client, names, cancellationToken).ConfigureAwait(false);
            return (Context(state.Options, state.Config), state.StoredSecret);
        }
        var values = InstanceSecrets.Decode(stored);
        // An endpoint's key that is not there must show as missing, whatever it is.
        var config = data.ToConfig(history.Current.Name.ToString(), i => values.GetValueOrDefault(InstanceSecrets.AzureKey(i)) ?? "");
        return (Context(data.ToOptions(names), config), stored);
    }

    private InstallContext Context(InstallOptions options, OpenClawModelConfig config) =>
        new(client, cluster, options, config, operation, TimeProvider.System);

    private IEnumerable<OpenClawDifference> SecretDifferences(JsonObject? stored, InstanceSecrets wanted)
    {
        var name = new ResourceName(ResourceKind.Secret, names.Namespace, names.Secret).ToString();
        return stored is null
            ? [ObjectComparison.Difference(name, null, null, null, OpenClawDifferenceKind.Missing, CompareMessages.CompareRepair)]
            : wanted.Changes.Select(c => ObjectComparison.Difference(
                name, $"data.{c[1..]}", c[0] == '-' ? null : Shown.Masked, c[0] == '+' ? null : Shown.Masked,
                c[0] switch { '+' => OpenClawDifferenceKind.Missing, '-' => OpenClawDifferenceKind.Extra, _ => OpenClawDifferenceKind.Drift },
                CompareMessages.CompareRepair));
    }

    private async Task<IEnumerable<OpenClawDifference>> ExtraAsync(IReadOnlyList<DeclaredObject> declared, CancellationToken cancellationToken)
    {
        var wanted = declared.Select(static d => d.Object.Name).ToHashSet();
        var lists = await Task.WhenAll(Kinds.Select(async kind =>
            (await client.ListAsync(kind, names.Namespace, InstanceLabels.SelectorOf(names.Name), null, cancellationToken).ConfigureAwait(false))
            .Where(static o => o.Child("metadata").Text("deletionTimestamp") is null)
            .Select(o => new ResourceName(kind, names.Namespace, o.Child("metadata").Text("name")!)))).ConfigureAwait(false);
        return lists.SelectMany(static l => l).Where(n => !wanted.Contains(n)).Select(static n =>
            ObjectComparison.Difference(n.ToString(), null, null, null, OpenClawDifferenceKind.Extra, CompareMessages.CompareRepair));
    }
}
