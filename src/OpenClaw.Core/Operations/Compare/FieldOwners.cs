using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Operations.Compare;

/// <summary>
/// Who owns which field of an object, read from its managedFields
/// (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
/// </summary>
internal sealed class FieldOwners
{
    // Parts of Kubernetes that write into objects as their work; what they write is nobody's setting.
    private static readonly HashSet<string> Controllers =
        new(["kube-controller-manager", "kube-scheduler", "kube-apiserver", "kubelet", "cloud-controller-manager"], StringComparer.Ordinal);

    // Bookkeeping of kubectl, and what is in it stands elsewhere too.
    private const string LastApplied = "metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]";

    private readonly List<OwnedField> _fields = [];

    private FieldOwners()
    {
    }

    /// <summary>Reads an object's.</summary>
    /// <param name="live">The object.</param>
    public static FieldOwners Of(JsonObject live)
    {
        var owners = new FieldOwners();
        foreach (var entry in live.Child("metadata").Children("managedFields"))
        {
            if (entry.Text("manager") is not { } manager || entry.Text("subresource") == "status" || entry.Child("fieldsV1") is not { } fields)
                continue;
            var isOurs = manager == InstanceContext.FieldManager;
            owners.Add(fields, live, "", new("", null, manager, isOurs, Controllers.Contains(manager)));
        }
        return owners;
    }

    /// <summary>Who else owns a field or a part of it, by name; null when nobody does.</summary>
    /// <param name="path">The field as <see cref="FieldDifference"/> spells it.</param>
    public string? Of(string path)
    {
        var names = _fields.Where(f => !f.IsOurs && (IsWithin(f.Path, path) || IsWithin(path, f.Path)))
            .Select(static f => f.Manager).Distinct().Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? null : string.Join(", ", names);
    }

    /// <summary>The fields that only others own.</summary>
    public IEnumerable<OwnedField> Others() => _fields
        .Where(f => !f.IsOurs && !f.IsSystem && f.Path != LastApplied && !IsWithin(f.Path, "status")
            && !_fields.Exists(o => o.IsOurs && (IsWithin(f.Path, o.Path) || IsWithin(o.Path, f.Path))))
        .DistinctBy(static f => (f.Path, f.Manager));

    /// <summary>True when a field is another one or a part of it.</summary>
    public static bool IsWithin(string path, string whole) =>
        path.StartsWith(whole, StringComparison.Ordinal) && (path.Length == whole.Length || path[whole.Length] is '.' or '[');

    private void Add(JsonObject fields, JsonNode? value, string path, OwnedField owner)
    {
        // That a map or an item is there at all (its ".") is no setting.
        if (fields.Count == 0)
            _fields.Add(owner with { Path = path, Value = value });
        foreach (var (key, inner) in fields)
        {
            if (inner is JsonObject more && Step(key, value, path) is ({ } at, { } found))
                Add(more, found, at, owner);
        }
    }

    // One step into the object: a field (f:), an item of a keyed list (k:), or an item of a set (v:).
    private static (string? Path, JsonNode? Value) Step(string key, JsonNode? value, string path)
    {
        if (key.StartsWith("f:", StringComparison.Ordinal) && value is JsonObject map)
            return (FieldDifference.Join(path, key[2..]), map[key[2..]]);
        if (key.StartsWith("k:", StringComparison.Ordinal) && value is JsonArray list && JsonNode.Parse(key[2..]) is JsonObject wanted)
        {
            var item = list.OfType<JsonObject>().FirstOrDefault(i => wanted.All(w => JsonNode.DeepEquals(i[w.Key], w.Value)));
            return ($"{path}[{FieldDifference.NameOf(item) ?? wanted.ToJsonString()}]", item);
        }
        if (key.StartsWith("v:", StringComparison.Ordinal) && value is JsonArray set && JsonNode.Parse(key[2..]) is { } wantedItem)
            return ($"{path}[{wantedItem}]", set.FirstOrDefault(i => JsonNode.DeepEquals(i, wantedItem)));
        return default;
    }
}

/// <summary>A field somebody owns.</summary>
/// <param name="Path">The field, as <see cref="FieldDifference"/> spells it.</param>
/// <param name="Value">Its value.</param>
/// <param name="Manager">Who owns it.</param>
/// <param name="IsOurs">Whether that is this product.</param>
/// <param name="IsSystem">Whether that is a part of Kubernetes itself.</param>
internal sealed record OwnedField(string Path, JsonNode? Value, string Manager, bool IsOurs, bool IsSystem);
