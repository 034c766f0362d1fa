using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>Lets dependents follow their owners, and releases what was held only while it was in use. Works inside the table's lock.</summary>
internal sealed class GarbageCollector(ObjectTable table, ObjectDeleter deleter)
{
    public const string ForegroundFinalizer = "foregroundDeletion";
    public const string OrphanFinalizer = "orphan";
    public const string ClaimProtection = "kubernetes.io/pvc-protection";
    public const string VolumeProtection = "kubernetes.io/pv-protection";

    private static readonly ResourceType Claims = ResourceTypes.Get("v1", "PersistentVolumeClaim");
    private static readonly ResourceType Volumes = ResourceTypes.Get("v1", "PersistentVolume");

    /// <summary>An object got its deletionTimestamp.</summary>
    public void Marked(ResourceType type, JsonObject obj)
    {
        if (obj.Finalizers().Contains(OrphanFinalizer))
        {
            foreach (var (dependentType, dependent) in Dependents(obj.Uid())) DropReference(dependentType, dependent, obj.Uid());
            DropFinalizer(type, obj, OrphanFinalizer);
        }
        else if (obj.Finalizers().Contains(ForegroundFinalizer))
        {
            foreach (var (dependentType, dependent) in Dependents(obj.Uid()))
            {
                if (!dependent.IsTerminating()) Delete(dependentType, dependent, "Foreground");
            }

            FinishForeground(obj.Uid());
        }

        ReleaseStorage();
    }

    /// <summary>An object is gone.</summary>
    public void Removed(ResourceType type, JsonObject obj)
    {
        foreach (var (dependentType, dependent) in Dependents(obj.Uid()))
        {
            if (dependent.OwnerReferences().Any(r => table.HasUid((string?)r["uid"] ?? ""))) DropReference(dependentType, dependent, obj.Uid());
            else if (!dependent.IsTerminating()) Delete(dependentType, dependent, "Background");
        }

        foreach (var reference in obj.OwnerReferences()) FinishForeground((string?)reference["uid"] ?? "");
        if (type == ResourceTypes.Pod || type == Claims) ReleaseStorage();
    }

    /// <summary>A new object whose owners are all gone already goes too.</summary>
    public void Created(ResourceType type, JsonObject obj)
    {
        var owners = obj.OwnerReferences().ToList();
        if (owners.Count > 0 && !owners.Exists(r => table.HasUid((string?)r["uid"] ?? ""))) Delete(type, obj, "Background");
    }

    /// <summary>A pod that has ended no longer uses its claims.</summary>
    public void PodChanged(JsonObject pod)
    {
        if ((string?)pod["status"]?["phase"] is "Succeeded" or "Failed") ReleaseStorage();
    }

    private List<(ResourceType Type, JsonObject Object)> Dependents(string uid) =>
        ResourceTypes.All.Where(t => t.ViewOf is null).SelectMany(t => table.Items(t, null).Select(o => (t, o)))
            .Where(d => d.o.OwnerReferences().Any(r => (string?)r["uid"] == uid)).ToList();

    private void Delete(ResourceType type, JsonObject obj, string propagation)
    {
        if (table.Get(type, obj.Namespace(), obj.Name())?.Uid() == obj.Uid())
            deleter.Delete(type, obj.Namespace(), obj.Name(), new DeleteOptions { PropagationPolicy = propagation });
    }

    private void FinishForeground(string ownerUid)
    {
        if (table.FindUid(ownerUid) is not { } owner || !owner.Object.IsTerminating() || !owner.Object.Finalizers().Contains(ForegroundFinalizer)) return;
        var blocked = Dependents(ownerUid)
            .Exists(d => d.Object.OwnerReferences().Any(r => (string?)r["uid"] == ownerUid && (bool?)r["blockOwnerDeletion"] == true));
        if (!blocked) DropFinalizer(owner.Type, owner.Object, ForegroundFinalizer);
    }

    private void ReleaseStorage()
    {
        foreach (var claim in table.Items(Claims, null).Where(c => c.IsTerminating() && c.Finalizers().Contains(ClaimProtection)))
        {
            var used = table.Items(ResourceTypes.Pod, claim.Namespace()).Any(p => (string?)p["status"]?["phase"] is not ("Succeeded" or "Failed")
                && p["spec"].Items("volumes").Any(v => (string?)v["persistentVolumeClaim"]?["claimName"] == claim.Name()));
            if (!used) DropFinalizer(Claims, claim, ClaimProtection);
        }

        foreach (var volume in table.Items(Volumes, null).Where(v => v.IsTerminating() && v.Finalizers().Contains(VolumeProtection)))
        {
            if ((string?)volume["status"]?["phase"] != "Bound") DropFinalizer(Volumes, volume, VolumeProtection);
        }
    }

    private void DropFinalizer(ResourceType type, JsonObject obj, string finalizer) =>
        Change(type, obj, m => RemoveWhere(m, "finalizers", f => (string?)f == finalizer));

    private void DropReference(ResourceType type, JsonObject obj, string uid) =>
        Change(type, obj, m => RemoveWhere(m, "ownerReferences", r => (string?)r?["uid"] == uid));

    private void Change(ResourceType type, JsonObject obj, Action<JsonObject> change)
    {
        if (table.Get(type, obj.Namespace(), obj.Name()) is not { } live || live.Uid() != obj.Uid()) return;
        var next = live.DeepClone().AsObject();
        change(next.Metadata());
        table.Put(type, next);
        deleter.RemoveWhenReleased(type, next);
    }

    private static void RemoveWhere(JsonObject metadata, string name, Func<JsonNode?, bool> match)
    {
        if (metadata[name] is not JsonArray list) return;
        foreach (var item in list.Where(match).ToList()) list.Remove(item);
        if (list.Count == 0) metadata.Remove(name);
    }
}
