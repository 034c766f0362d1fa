using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>The objects of one cluster, as controllers and the API server's front see them.</summary>
internal sealed class ObjectStore : IObjectStore
{
    private readonly string _rootCertificate;

    /// <param name="rootCertificate">The PEM text pods get in the ConfigMap kube-root-ca.crt.</param>
    /// <param name="time">Where times come from; null means the system.</param>
    public ObjectStore(string rootCertificate = "", TimeProvider? time = null)
    {
        _rootCertificate = rootCertificate;
        Writer = new ObjectWriter(Table, new ServiceAddresses(), time ?? TimeProvider.System);
        Deleter = new ObjectDeleter(Table, time ?? TimeProvider.System);
        Writer.Stored = OnStored;
        Deleter.Deleted = OnDeleted;
        InitialObjects.Create(Writer);
        // Nobody can have watched before the cluster was there.
        Table.CompactHistory();
    }

    public ObjectTable Table { get; } = new();

    public ObjectWriter Writer { get; }

    public ObjectDeleter Deleter { get; }

    public JsonObject? Get(string apiVersion, string kind, string? ns, string name) =>
        Table.Get(ResourceTypes.Get(apiVersion, kind), ns, name)?.DeepClone().AsObject();

    public IReadOnlyList<JsonObject> List(string apiVersion, string kind, string? ns = null) =>
        Table.Items(ResourceTypes.Get(apiVersion, kind), ns).Select(o => o.DeepClone().AsObject()).ToList();

    public JsonObject Create(JsonObject obj, string fieldManager) =>
        Writer.Create(TypeOf(obj), obj.Namespace(), obj, Controller(fieldManager)).DeepClone().AsObject();

    public JsonObject? Update(
        string apiVersion, string kind, string? ns, string name, Func<JsonObject, bool> change, string fieldManager, string? subresource = null)
    {
        var type = ResourceTypes.Get(apiVersion, kind);
        lock (Table.Gate)
        {
            if (Table.Get(type, ns, name) is not { } live) return null;
            var next = live.DeepClone().AsObject();
            if (!change(next)) return live.DeepClone().AsObject();
            return Writer.Update(type, ns, name, _ => next, Controller(fieldManager) with { Subresource = subresource }).DeepClone().AsObject();
        }
    }

    public bool Delete(
        string apiVersion, string kind, string? ns, string name, int? gracePeriodSeconds = null, string? propagationPolicy = null)
    {
        var type = ResourceTypes.Get(apiVersion, kind);
        lock (Table.Gate)
        {
            if (Table.Get(type, ns, name) is null) return false;
            Deleter.Delete(type, ns, name, new DeleteOptions { GracePeriodSeconds = gracePeriodSeconds, PropagationPolicy = propagationPolicy });
            return true;
        }
    }

    public void FinishPodDeletion(string ns, string name, string uid) => Deleter.FinishPod(ns, name, uid);

    public async IAsyncEnumerable<StoreEvent> WatchAsync(
        string apiVersion, string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var type = ResourceTypes.Get(apiVersion, kind);
        IReadOnlyList<JsonObject> initial;
        System.Threading.Channels.ChannelReader<StoreChange> changes;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            lock (Table.Gate)
            {
                initial = Table.Items(type, null);
                changes = Table.Follow(type, Table.Revision, stop.Token);
            }

            foreach (var obj in initial) yield return new StoreEvent("ADDED", obj.DeepClone().AsObject());
            await foreach (var change in changes.ReadAllAsync(cancellationToken))
                yield return new StoreEvent(change.Type, change.Object.DeepClone().AsObject());
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private static WriteOptions Controller(string fieldManager) => new(fieldManager) { IsController = true };

    private static ResourceType TypeOf(JsonObject obj) =>
        ResourceTypes.Get((string?)obj["apiVersion"] ?? "", (string?)obj["kind"] ?? "");

    private void OnStored(ResourceType type, JsonObject obj, JsonObject? previous)
    {
        if (previous is null)
        {
            if (type == ResourceTypes.Namespace) InitialObjects.FillNamespace(Writer, Table, obj.Name(), _rootCertificate);
            new GarbageCollector(Table, Deleter).Created(type, obj);
        }
        else
        {
            Deleter.RemoveWhenReleased(type, obj);
            if (type == ResourceTypes.Pod) new GarbageCollector(Table, Deleter).PodChanged(obj);
        }
    }

    private void OnDeleted(ResourceType type, JsonObject obj)
    {
        if (type.Namespaced && type.Kind is "ServiceAccount" or "ConfigMap")
            InitialObjects.FillNamespace(Writer, Table, obj.Namespace()!, _rootCertificate);
    }
}
