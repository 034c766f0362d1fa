using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>Deletes objects: finalizers, the grace period of pods, and through the collector what depends on them.</summary>
internal sealed class ObjectDeleter(ObjectTable table, TimeProvider time)
{
    private const string NamespaceFinalizer = "kubernetes";

    /// <summary>Called inside the lock with each object that is gone.</summary>
    public Action<ResourceType, JsonObject>? Deleted { get; set; }

    /// <summary>Deletes an object, or marks it when something has to happen first. Gone tells which.</summary>
    public (JsonObject Object, bool Gone) Delete(ResourceType type, string? ns, string name, DeleteOptions options)
    {
        lock (table.Gate)
        {
            var live = table.Get(type, ns, name) ?? throw Statuses.NotFound(type, name);
            CheckPreconditions(type, live, options);
            if (options.DryRun) return (live, true);
            var next = live.DeepClone().AsObject();
            var metadata = next.Metadata();
            var grace = type == ResourceTypes.Pod ? PodGrace(live, options) : 0;
            if (options.PropagationPolicy == "Foreground") AddFinalizer(metadata, GarbageCollector.ForegroundFinalizer);
            if (options.PropagationPolicy == "Orphan") AddFinalizer(metadata, GarbageCollector.OrphanFinalizer);
            var wasTerminating = live.IsTerminating();
            if (grace == 0 && !IsHeld(type, next)) return (Remove(type, live)!, true);
            if (wasTerminating && grace >= ((long?)metadata["deletionGracePeriodSeconds"] ?? 0) && SameFinalizers(live, next)) return (live, false);

            if (!wasTerminating || grace < (long?)metadata["deletionGracePeriodSeconds"])
            {
                metadata["deletionTimestamp"] = Scalars.FormatTime(time.GetUtcNow().AddSeconds(grace));
                metadata["deletionGracePeriodSeconds"] = Scalars.Number(grace);
            }

            if (!wasTerminating && (long?)metadata["generation"] is { } generation) metadata["generation"] = Scalars.Number(generation + 1);
            if (type == ResourceTypes.Namespace) next["status"] = new JsonObject { ["phase"] = "Terminating" };
            next = table.Put(type, Canonicalizer.Canonicalize(type.Schema, next));
            if (type == ResourceTypes.Namespace) EmptyNamespace(name);
            new GarbageCollector(table, this).Marked(type, next);
            // It may be gone by now; an API server answers before its collector gets to work.
            return (table.Get(type, ns, name) ?? next, false);
        }
    }

    /// <summary>Takes a terminating pod away.</summary>
    public void FinishPod(string ns, string name, string uid)
    {
        lock (table.Gate)
        {
            if (table.Get(ResourceTypes.Pod, ns, name) is not { } pod || pod.Uid() != uid) return;
            if (pod.Finalizers().Any())
            {
                var next = pod.DeepClone().AsObject();
                next.Metadata()["deletionGracePeriodSeconds"] = Scalars.Number(0);
                table.Put(ResourceTypes.Pod, next);
                return;
            }

            Remove(ResourceTypes.Pod, pod);
        }
    }

    /// <summary>To be called with every object that was stored: one that waits for nothing any more goes.</summary>
    public void RemoveWhenReleased(ResourceType type, JsonObject obj)
    {
        lock (table.Gate)
        {
            if (!obj.IsTerminating() || IsHeld(type, obj) || ((long?)obj["metadata"]!["deletionGracePeriodSeconds"] ?? 0) > 0) return;
            Remove(type, obj);
        }
    }

    /// <summary>Takes an object away at once, then what depended on it.</summary>
    public JsonObject? Remove(ResourceType type, JsonObject obj)
    {
        var last = table.Remove(type, obj.Namespace(), obj.Name());
        if (last is null) return null;
        new GarbageCollector(table, this).Removed(type, last);
        if (last.Namespace() is { } ns) FinishNamespace(ns);
        Deleted?.Invoke(type, last);
        return last;
    }

    private static bool IsHeld(ResourceType type, JsonObject obj)
    {
        if (obj.Finalizers().Any()) return true;
        return type == ResourceTypes.Namespace && obj["spec"]?["finalizers"] is JsonArray { Count: > 0 };
    }

    private void EmptyNamespace(string ns)
    {
        foreach (var type in ResourceTypes.All.Where(t => t.Namespaced && t.ViewOf is null))
        {
            foreach (var obj in table.Items(type, ns))
            {
                if (table.Get(type, ns, obj.Name()) is not null) Delete(type, ns, obj.Name(), new DeleteOptions());
            }
        }

        FinishNamespace(ns);
    }

    private void FinishNamespace(string ns)
    {
        if (table.Get(ResourceTypes.Namespace, null, ns) is not { } obj || !obj.IsTerminating()) return;
        if (ResourceTypes.All.Any(t => t.Namespaced && t.ViewOf is null && table.Items(t, ns).Count > 0)) return;
        if (obj.Finalizers().Any()) return;
        if ((obj["spec"]?["finalizers"] as JsonArray ?? []).Any(f => (string?)f != NamespaceFinalizer)) return;
        Remove(ResourceTypes.Namespace, obj);
    }

    // A pod no kubelet runs needs no grace.
    private static long PodGrace(JsonObject pod, DeleteOptions options)
    {
        if ((string?)pod["spec"]?["nodeName"] is not { Length: > 0 } || (string?)pod["status"]?["phase"] is "Succeeded" or "Failed") return 0;
        return options.GracePeriodSeconds ?? (long?)pod["spec"]?["terminationGracePeriodSeconds"] ?? 30;
    }

    private static void CheckPreconditions(ResourceType type, JsonObject live, DeleteOptions options)
    {
        if (options.Uid is { } uid && uid != live.Uid())
            throw Statuses.Conflict(type, live.Name(), $"Precondition failed: UID in precondition: {uid}, UID in object meta: {live.Uid()}");
        if (options.ResourceVersion is { } version && version != live.ResourceVersion())
        {
            throw Statuses.Conflict(
                type, live.Name(), $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {live.ResourceVersion()}");
        }
    }

    private static bool SameFinalizers(JsonObject a, JsonObject b) => a.Finalizers().SequenceEqual(b.Finalizers());

    private static void AddFinalizer(JsonObject metadata, string finalizer)
    {
        if (metadata["finalizers"] is not JsonArray finalizers) metadata["finalizers"] = finalizers = [];
        if (!finalizers.Any(f => (string?)f == finalizer)) finalizers.Add(finalizer);
    }
}
