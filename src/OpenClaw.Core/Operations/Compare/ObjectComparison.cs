using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Compare;

/// <summary>Compares one object with what applying it again would make of it, which the server itself is asked; so what it fills in is no difference.</summary>
/// <param name="client">The cluster.</param>
/// <param name="shown">Makes values fit to be shown.</param>
/// <param name="ignoreMarks">Leave the marks of the secrets out.</param>
internal sealed class ObjectComparison(IKubernetesClient client, Shown shown, bool ignoreMarks)
{
    public async Task<IReadOnlyList<OpenClawDifference>> RunAsync(DeclaredObject declared, CancellationToken cancellationToken)
    {
        var (name, live) = (declared.Object.Name, declared.Live);
        while (true)
        {
            if (live is null)
                return [Difference(name.ToString(), null, null, null, OpenClawDifferenceKind.Missing, CompareMessages.CompareRepair)];
            if (InstanceLabels.InstanceOf(live) is { } other && InstanceLabels.InstanceOf(declared.Object.Manifest) is { } mine && other != mine)
                return [OtherInstance(name.ToString(), live, mine, other)];
            JsonObject result;
            try
            {
                result = await ConflictingEntries.ApplyAsync(
                    client, declared.Object.Manifest, new(InstanceContext.FieldManager, Force: true, DryRun: true), cancellationToken).ConfigureAwait(false);
            }
            catch (KubernetesException e) when (e.Code == 422)
            {
                return [.. Refused(declared.Object, live, e)];
            }
            // Controllers write to objects too, and what they wrote between reading and asking is no difference.
            var now = await client.GetAsync(name, cancellationToken).ConfigureAwait(false);
            if (now.Child("metadata").Text("resourceVersion") == live.Child("metadata").Text("resourceVersion"))
                return [.. Differences(name.ToString(), live, result)];
            live = now;
        }
    }

    public static OpenClawDifference Difference(
        string name, string? field, string? declared, string? actual, OpenClawDifferenceKind kind, string? remedy = null, string? owner = null) => new()
        {
            Object = name,
            Field = field,
            Declared = declared,
            Actual = actual,
            Kind = kind,
            Remedy = remedy,
            Owner = owner,
            InstanceName = "",
            Namespace = "",
        };

    private IEnumerable<OpenClawDifference> Differences(string name, JsonObject live, JsonObject result)
    {
        var owners = FieldOwners.Of(live);
        var drift = FieldDifference.Of(shown.Of(live)!.AsObject(), shown.Of(result)!.AsObject())
            .Where(d => !ignoreMarks || !d.Path.Contains(Checksum.SecretsAnnotation, StringComparison.Ordinal)).ToList();
        foreach (var (path, actual, declared) in drift)
        {
            var owner = owners.Of(path);
            var kind = actual is null ? OpenClawDifferenceKind.Missing : declared is null ? OpenClawDifferenceKind.Extra : OpenClawDifferenceKind.Drift;
            yield return Difference(
                name, path, Shown.Field(path, declared), Shown.Field(path, actual), kind,
                owner is null ? CompareMessages.CompareRepair : MessageText.Format(CompareMessages.CompareForce, owner), owner);
        }
        foreach (var field in owners.Others())
        {
            if (!drift.Exists(d => FieldOwners.IsWithin(field.Path, d.Path) || FieldOwners.IsWithin(d.Path, field.Path)))
                yield return Difference(
                    name, field.Path, null, shown.Own(field.Path, field.Value), OpenClawDifferenceKind.UserOwned, owner: field.Manager);
        }
    }

    // Install-OpenClaw leaves another instance's objects alone, and says so.
    private static OpenClawDifference OtherInstance(string name, JsonObject live, string mine, string other)
    {
        var path = FieldDifference.Join("metadata.labels", InstanceLabels.Instance);
        return Difference(
            name, path, mine, other, OpenClawDifferenceKind.Drift, MessageText.Format(CompareMessages.CompareInstances, other), FieldOwners.Of(live).Of(path));
    }

    // What cannot be changed once it is there; the server names the fields in its own way.
    private IEnumerable<OpenClawDifference> Refused(DesiredObject wanted, JsonObject live, KubernetesException refusal)
    {
        var remedy = MessageText.Format(CompareMessages.CompareRecreate, wanted.Name, shown.Refusal(refusal.Message));
        return refusal.Causes.Select(static c => (string?)c.Field).DefaultIfEmpty(null).Distinct().Select(field => Difference(
            wanted.Name.ToString(), field, Text(wanted.Manifest, field), Text(live, field), OpenClawDifferenceKind.Drift, remedy,
            field is null ? null : FieldOwners.Of(live).Of(field)));
    }

    private string? Text(JsonObject from, string? field) =>
        field is null ? null : shown.Own(field, field.Split('.').Aggregate((JsonNode?)from, static (at, key) => (at as JsonObject)?[key]));
}
