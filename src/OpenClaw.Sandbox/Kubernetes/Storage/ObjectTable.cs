using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>
/// All objects in memory, their revision and their history. Stored objects are never changed, only replaced, so readers share them.
/// Take <see cref="Gate"/> around reads that belong together and around every write.
/// </summary>
internal sealed class ObjectTable
{
    private readonly Dictionary<ResourceType, SortedDictionary<string, JsonObject>> _objects = [];
    private readonly Dictionary<ResourceType, KindHistory> _histories = [];
    private readonly Dictionary<string, (ResourceType Type, string Key)> _byUid = new(StringComparer.Ordinal);

    public ObjectTable()
    {
        foreach (var type in ResourceTypes.All.Where(t => t.ViewOf is null))
        {
            _objects[type] = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
            _histories[type] = new KindHistory();
        }
    }

    public object Gate { get; } = new();

    /// <summary>The revision of the newest change.</summary>
    public long Revision { get; private set; } = 1;

    public JsonObject? Get(ResourceType type, string? ns, string name)
    {
        lock (Gate) return _objects[type].GetValueOrDefault(Key(type, ns, name));
    }

    /// <summary>The objects of a kind in the order of their namespaces and names; ns null means all.</summary>
    public IReadOnlyList<JsonObject> Items(ResourceType type, string? ns)
    {
        lock (Gate) return ns is null ? [.. _objects[type].Values] : _objects[type].Values.Where(o => o.Namespace() == ns).ToList();
    }

    public bool HasUid(string uid)
    {
        lock (Gate) return _byUid.ContainsKey(uid);
    }

    public (ResourceType Type, JsonObject Object)? FindUid(string uid)
    {
        lock (Gate) return _byUid.TryGetValue(uid, out var at) ? (at.Type, _objects[at.Type][at.Key]) : null;
    }

    /// <summary>Stores an object as the next revision.</summary>
    public JsonObject Put(ResourceType type, JsonObject obj)
    {
        lock (Gate)
        {
            var key = Key(type, obj.Namespace(), obj.Name());
            var previous = _objects[type].GetValueOrDefault(key);
            Stamp(obj);
            _objects[type][key] = obj;
            _byUid[obj.Uid()] = (type, key);
            _histories[type].Add(new StoreChange(Revision, previous is null ? "ADDED" : "MODIFIED", obj, previous));
            return obj;
        }
    }

    /// <summary>Takes an object away; its last state gets the revision of the removal.</summary>
    public JsonObject? Remove(ResourceType type, string? ns, string name)
    {
        lock (Gate)
        {
            if (!_objects[type].Remove(Key(type, ns, name), out var previous)) return null;
            _byUid.Remove(previous.Uid());
            var last = previous.DeepClone().AsObject();
            Stamp(last);
            _histories[type].Add(new StoreChange(Revision, "DELETED", last, previous));
            return last;
        }
    }

    /// <summary>
    /// The changes of a kind after a revision and from now on. Throws <see cref="StatusException"/> 410 when they are forgotten.
    /// </summary>
    public ChannelReader<StoreChange> Follow(ResourceType type, long afterRevision, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<StoreChange>(new UnboundedChannelOptions { SingleReader = true });
        lock (Gate)
        {
            var history = _histories[type];
            if (afterRevision < history.CompactedTo)
            {
                throw Statuses.Expired(string.Create(
                    CultureInfo.InvariantCulture, $"too old resource version: {afterRevision} ({history.CompactedTo})"));
            }

            foreach (var change in history.Since(afterRevision)) channel.Writer.TryWrite(change);
            history.Follow(channel.Writer);
        }

        cancellationToken.Register(() =>
        {
            lock (Gate) _histories[type].Unfollow(channel.Writer);
            channel.Writer.TryComplete();
        });
        return channel.Reader;
    }

    /// <summary>Forgets all changes so far, so that watches from older revisions are refused as expired.</summary>
    public void CompactHistory()
    {
        lock (Gate)
        {
            foreach (var history in _histories.Values) history.Compact(Revision);
        }
    }

    private void Stamp(JsonObject obj) =>
        obj["metadata"]!["resourceVersion"] = (++Revision).ToString(CultureInfo.InvariantCulture);

    private static string Key(ResourceType type, string? ns, string name) => type.Namespaced ? $"{ns}\0{name}" : name;
}
