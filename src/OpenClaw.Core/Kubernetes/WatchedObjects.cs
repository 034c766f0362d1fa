using System.Text.Json.Nodes;

namespace OpenClaw.Kubernetes;

/// <summary>What a watch knows to be there, so that after a new list it can tell what changed meanwhile.</summary>
internal sealed class WatchedObjects
{
    private readonly Dictionary<(string? Namespace, string? Name), JsonObject> _objects = [];

    /// <summary>Takes a new list.</summary>
    /// <param name="items">All objects there are.</param>
    /// <returns>What happened since: first what is gone, then what is new or changed.</returns>
    public IReadOnlyList<WatchEvent> Replace(IReadOnlyList<JsonObject> items)
    {
        var current = items.ToDictionary(Key);
        var events = new List<WatchEvent>();
        foreach (var (key, item) in _objects)
        {
            if (!current.TryGetValue(key, out var now) || Uid(now) != Uid(item))
                events.Add(new(WatchEventType.Deleted, item));
        }

        foreach (var gone in events)
            _objects.Remove(Key(gone.Object!));
        events.AddRange(items.Select(Put).OfType<WatchEvent>());
        return events;
    }

    /// <summary>Takes an event of the server; null when it says nothing new.</summary>
    /// <param name="type">ADDED, MODIFIED or DELETED.</param>
    /// <param name="item">The object.</param>
    public WatchEvent? Take(string? type, JsonObject item) => type switch
    {
        "ADDED" or "MODIFIED" => Put(item),
        "DELETED" => _objects.Remove(Key(item)) ? new(WatchEventType.Deleted, item) : null,
        _ => null,
    };

    private static (string? Namespace, string? Name) Key(JsonObject item) =>
        (item.Child("metadata").Text("namespace"), item.Child("metadata").Text("name"));

    private static string? Uid(JsonObject item) => item.Child("metadata").Text("uid");

    private static string? Version(JsonObject item) => item.Child("metadata").Text("resourceVersion");

    private WatchEvent? Put(JsonObject item)
    {
        var known = _objects.TryGetValue(Key(item), out var old);
        if (known && Version(old!) == Version(item))
            return null;
        _objects[Key(item)] = item;
        return new(known ? WatchEventType.Modified : WatchEventType.Added, item);
    }
}
