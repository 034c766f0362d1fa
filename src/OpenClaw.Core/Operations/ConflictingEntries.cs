using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Operations;

/// <summary>
/// Applies over what somebody put in the place of something declared where only one of the two may stand: a variable's value in the place
/// of its reference, a Service's port under another number. A server-side apply leaves the other one there, as it is not the applier's,
/// and the server refuses both together. So we become the owner of the other one first, which changes no field, and the apply then takes
/// it away as something we no longer declare: one write replaces the one by the other, and to be killed between the two loses nothing
/// (https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership).
/// </summary>
internal static class ConflictingEntries
{
    // Of which fields of a map only one may be set, or one that goes with another, by the name of the map or of its list; of a volume any but its name.
    private static readonly Dictionary<string, string[]> Choices = new(StringComparer.Ordinal)
    {
        ["env"] = ["value", "valueFrom"],
        ["valueFrom"] = ["secretKeyRef", "configMapKeyRef", "fieldRef", "resourceFieldRef"],
        ["volumes"] = [],
        ["startupProbe"] = ["exec", "httpGet", "tcpSocket", "grpc"],
        ["readinessProbe"] = ["exec", "httpGet", "tcpSocket", "grpc"],
        ["livenessProbe"] = ["exec", "httpGet", "tcpSocket", "grpc"],
        ["strategy"] = ["type", "rollingUpdate"],
        ["seccompProfile"] = ["type", "localhostProfile"],
    };

    /// <summary>Server-side apply that also replaces what may not stand beside the declared.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="manifest">The wanted fields.</param>
    /// <param name="options">Field manager, force, dry run.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The object after the apply, as the server says.</returns>
    /// <exception cref="KubernetesException">The server refused; also a conflict of ours when others own what is to go, and force is not asked for.</exception>
    public static async Task<JsonObject> ApplyAsync(
        IKubernetesClient client, JsonObject manifest, ApplyOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ApplyAsync(manifest, options, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException refusal) when (refusal.Code == 422)
        {
            while (true)
            {
                var live = await client.GetAsync(ResourceName.Of(manifest), cancellationToken).ConfigureAwait(false);
                var found = live is null ? [] : Find(manifest, live, []).ToList();
                if (found.Count == 0)
                    throw;
                if (!options.Force)
                    ThrowIfOwned(live!, found, options.FieldManager, refusal);
                if (options.DryRun)
                    return await DryRunAsync(client, manifest, live!, options, cancellationToken).ConfigureAwait(false);
                TakeOver(live!, found, options.FieldManager);
                try
                {
                    await client.ReplaceAsync(live!, options.FieldManager, cancellationToken).ConfigureAwait(false);
                    break;
                }
                catch (KubernetesException e) when (e.Code == 409)
                {
                    // Controllers write to objects too.
                }
            }
        }
        return await client.ApplyAsync(manifest, options, cancellationToken).ConfigureAwait(false);
    }

    // The server is asked about all other fields, with the ones in question as they are; these are then put as they will be.
    private static async Task<JsonObject> DryRunAsync(
        IKubernetesClient client, JsonObject manifest, JsonObject live, ApplyOptions options, CancellationToken cancellationToken)
    {
        var asked = manifest.DeepClone().AsObject();
        foreach (var entry in Find(asked, live, []).ToList())
            entry.Move(entry.Live, entry.Declared);
        var result = await client.ApplyAsync(asked, options, cancellationToken).ConfigureAwait(false);
        foreach (var entry in Find(manifest, result, []).ToList())
            entry.Move(entry.Declared, entry.Live);
        return result;
    }

    private static IEnumerable<Entry> Find(JsonObject declared, JsonObject live, string[] path)
    {
        foreach (var (key, value) in declared.ToList())
        {
            string[] at = [.. path, $"f:{key}"];
            if (value is JsonObject map && live[key] is JsonObject liveMap)
            {
                foreach (var entry in InMap(key, map, liveMap, at))
                    yield return entry;
            }
            foreach (var item in declared.Children(key).Where(static i => FieldDifference.NameOf(i) is not null))
            {
                if (live.Children(key).FirstOrDefault(i => FieldDifference.NameOf(i) == FieldDifference.NameOf(item)) is not { } liveItem)
                    continue;
                string[] atItem = [.. at, Step(liveItem)];
                foreach (var entry in Step(item) == atItem[^1] ? InMap(key, item, liveItem, atItem) : [new(item, liveItem, [], [atItem])])
                    yield return entry;
            }
        }
    }

    private static IEnumerable<Entry> InMap(string name, JsonObject declared, JsonObject live, string[] path)
    {
        if (Choices.TryGetValue(name, out var choices))
        {
            var others = live.Select(static p => p.Key)
                .Where(key => !declared.ContainsKey(key) && (choices.Length == 0 || choices.Contains(key))).ToList();
            if (others.Count > 0)
                yield return new(declared, live, choices, [.. others.Select(key => (string[])[.. path, $"f:{key}"])]);
        }
        foreach (var entry in Find(declared, live, path))
            yield return entry;
    }

    // How managedFields spells an item of a list that is merged by key.
    private static string Step(JsonObject item)
    {
        var key = Array.Find(["containerPort", "port", "mountPath"], item.ContainsKey) ?? "name";
        var step = new JsonObject { [key] = item[key]?.DeepClone() };
        if (key is "containerPort" or "port")
            step["protocol"] = item.Text("protocol") ?? "TCP";
        return $"k:{step.ToJsonString()}";
    }

    private static void ThrowIfOwned(JsonObject live, List<Entry> found, string manager, KubernetesException refusal)
    {
        var causes = found.SelectMany(static e => e.Paths).SelectMany(path => Others(live, manager)
            .Where(o => path.Aggregate(o.Child("fieldsV1"), static (fields, step) => fields.Child(step)) is not null)
            .Select(o => (JsonNode)new JsonObject
            {
                ["reason"] = "FieldManagerConflict",
                ["message"] = $"conflict with \"{o.Text("manager")}\"",
                ["field"] = string.Concat(path.Select(static s => s[0] == 'f' ? $".{s[2..]}" : Item(s))),
            })).ToArray();
        if (causes.Length > 0)
            throw new KubernetesException(
                "KubernetesConflict", ErrorKind.Conflict, refusal.Message, refusal.Target,
                new() { ["code"] = 409, ["reason"] = "Conflict", ["details"] = new JsonObject { ["causes"] = new JsonArray(causes) } });
    }

    // As the server spells it in its own conflicts: [name="openclaw"].
    private static string Item(string step) =>
        $"[{string.Join(',', JsonNode.Parse(step[2..])!.AsObject().Select(static p => $"{p.Key}={p.Value!.ToJsonString()}"))}]";

    private static void TakeOver(JsonObject live, List<Entry> found, string manager)
    {
        var metadata = live.Child("metadata")!;
        if (metadata["managedFields"] is not JsonArray entries)
            metadata["managedFields"] = entries = [];
        var ours = entries.OfType<JsonObject>().FirstOrDefault(e => IsOurs(e, manager));
        if (ours is null)
            entries.Add((JsonNode)(ours = new()
            {
                ["manager"] = manager,
                ["operation"] = "Apply",
                ["apiVersion"] = live.Text("apiVersion"),
                ["fieldsType"] = "FieldsV1",
                ["fieldsV1"] = new JsonObject(),
            }));
        foreach (var path in found.SelectMany(static e => e.Paths))
        {
            var fields = new JsonObject();
            foreach (var other in Others(live, manager))
                Merge(other.Child("fieldsV1") is { } theirs ? Take(theirs, path) : null, fields);
            for (var i = path.Length - 1; i >= 0; i--)
                fields = new() { [path[i]] = fields };
            Merge(fields, ours.Child("fieldsV1")!);
        }
        foreach (var empty in Others(live, manager).Where(static e => e.Child("fieldsV1") is { Count: 0 }).ToList())
            entries.Remove(empty);
    }

    private static bool IsOurs(JsonObject entry, string manager) =>
        entry.Text("manager") == manager && entry.Text("operation") == "Apply" && entry.Text("subresource") is null;

    private static IEnumerable<JsonObject> Others(JsonObject live, string manager) =>
        live.Child("metadata").Children("managedFields").Where(e => !IsOurs(e, manager));

    // A map that is left empty would say that the field as a whole is owned.
    private static JsonObject? Take(JsonObject fields, ReadOnlySpan<string> path)
    {
        if (fields.Child(path[0]) is not { } inner)
            return null;
        var taken = path.Length == 1 ? inner : Take(inner, path[1..]);
        if (path.Length == 1 || (taken is not null && inner.Count == 0))
            fields.Remove(path[0]);
        return taken;
    }

    private static void Merge(JsonObject? from, JsonObject into)
    {
        foreach (var (key, value) in from ?? [])
        {
            if (into.Child(key) is { } there)
                Merge(value as JsonObject, there);
            else
                into[key] = value?.DeepClone();
        }
    }

    /// <summary>Something declared, and what stands in its place.</summary>
    /// <param name="Declared">The map or item as declared.</param>
    /// <param name="Live">The one that is there.</param>
    /// <param name="Keys">Its fields of which only one may be set; empty for all but the name.</param>
    /// <param name="Paths">What has to go, as managedFields spells it.</param>
    private sealed record Entry(JsonObject Declared, JsonObject Live, string[] Keys, IReadOnlyList<string[]> Paths)
    {
        public void Move(JsonObject from, JsonObject to)
        {
            foreach (var key in Keys.Length > 0 ? Keys : [.. from.Concat(to).Select(static p => p.Key).Where(static k => k != "name").Distinct()])
            {
                to.Remove(key);
                if (from[key] is { } value)
                    to[key] = value.DeepClone();
            }
        }
    }
}
