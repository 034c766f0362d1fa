using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Apply;

/// <summary>A set of field paths, as a tree; what managedFields calls FieldsV1.</summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>The path that leads here is itself in the set.</summary>
    public bool IsMember { get; set; }

    public IReadOnlyDictionary<string, FieldSet> Children => _children;

    public bool IsEmpty => !IsMember && _children.Count == 0;

    public FieldSet? Child(string step) => _children.GetValueOrDefault(step);

    public FieldSet GetOrAdd(string step)
    {
        if (!_children.TryGetValue(step, out var child)) _children[step] = child = new FieldSet();
        return child;
    }

    /// <summary>Adds a path.</summary>
    public void Add(IEnumerable<string> path)
    {
        var node = this;
        foreach (var step in path) node = node.GetOrAdd(step);
        node.IsMember = true;
    }

    public FieldSet Union(FieldSet other) => Combine(this, other, (a, b) => a || b);

    public FieldSet Intersect(FieldSet other) => Combine(this, other, (a, b) => a && b);

    public FieldSet Except(FieldSet other) => Combine(this, other, (a, b) => a && !b);

    /// <summary>Takes a whole subtree out.</summary>
    public void RemoveTree(string step) => _children.Remove(step);

    /// <summary>All paths of the set.</summary>
    public IEnumerable<IReadOnlyList<string>> Paths() => Walk(this, []);

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (IsMember && _children.Count > 0) json["."] = new JsonObject();
        foreach (var (step, child) in _children) json[step] = child.ToJson();
        return json;
    }

    public static FieldSet FromJson(JsonNode? json, bool isRoot = true)
    {
        var set = new FieldSet();
        if (json is not JsonObject obj) return set;
        set.IsMember = !isRoot && (obj.Count == 0 || obj.ContainsKey("."));
        foreach (var (step, child) in obj)
        {
            if (step != ".") set._children[step] = FromJson(child, isRoot: false);
        }

        return set;
    }

    private static FieldSet Combine(FieldSet? a, FieldSet? b, Func<bool, bool, bool> member)
    {
        var result = new FieldSet { IsMember = member(a?.IsMember ?? false, b?.IsMember ?? false) };
        IEnumerable<string> steps = a?._children.Keys ?? Enumerable.Empty<string>();
        if (b is not null) steps = steps.Union(b._children.Keys);
        foreach (var step in steps)
        {
            var child = Combine(a?.Child(step), b?.Child(step), member);
            if (!child.IsEmpty) result._children[step] = child;
        }

        return result;
    }

    private static IEnumerable<IReadOnlyList<string>> Walk(FieldSet set, IReadOnlyList<string> path)
    {
        if (set.IsMember) yield return path;
        foreach (var (step, child) in set._children)
        {
            foreach (var inner in Walk(child, [.. path, step])) yield return inner;
        }
    }
}
