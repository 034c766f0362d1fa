using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>
/// Makes a volume for each claim: at once, or when its first pod has a node, as its class says. The volume's data are in a folder that
/// outlives pods and goes with the claim.
/// </summary>
internal sealed class VolumeBinder(IObjectStore store, EventRecorder events, string volumesFolder) : Controller(store)
{
    private const string Manager = ReplicaSetController.Manager;
    private const string Component = "persistentvolume-controller";
    private const string DefaultClassAnnotation = "storageclass.kubernetes.io/is-default-class";

    protected override IReadOnlyList<Source> Sources { get; } =
    [
        Source.Self("v1", "PersistentVolumeClaim"),
        new("v1", "PersistentVolume", static volume =>
            [new ObjectKey(volume.Text("spec", "claimRef", "namespace") ?? "", volume.Text("spec", "claimRef", "name") ?? "")]),
    ];

    /// <summary>The folder with the data of a claim's volume.</summary>
    public static string FolderOf(string volumesFolder, string claimUid) => Path.Combine(volumesFolder, "pvc-" + claimUid);

    /// <summary>The class of a claim, the default one where it names none; null when there is no such class.</summary>
    public static JsonObject? FindClass(IObjectStore store, JsonObject claim)
    {
        if (claim.At("spec", "storageClassName") is { } named)
            return store.Get("storage.k8s.io/v1", "StorageClass", null, named.ToString());
        return store.List("storage.k8s.io/v1", "StorageClass")
            .FirstOrDefault(static item => item.Text("metadata", "annotations", DefaultClassAnnotation) == "true");
    }

    /// <summary>Makes the classes AKS has that people use: <c>default</c> and <c>managed-csi</c>.</summary>
    public static void EnsureClasses(IObjectStore store)
    {
        foreach (var (name, isDefault) in new[] { ("default", true), ("managed-csi", false) })
        {
            if (store.Get("storage.k8s.io/v1", "StorageClass", null, name) is not null)
                continue;
            var metadata = new JsonObject { ["name"] = name };
            if (isDefault)
                metadata["annotations"] = new JsonObject { [DefaultClassAnnotation] = "true" };
            store.Create(
                new JsonObject
                {
                    ["apiVersion"] = "storage.k8s.io/v1",
                    ["kind"] = "StorageClass",
                    ["metadata"] = metadata,
                    ["provisioner"] = "disk.csi.azure.com",
                    ["reclaimPolicy"] = "Delete",
                    ["volumeBindingMode"] = "WaitForFirstConsumer",
                    ["allowVolumeExpansion"] = true,
                },
                Manager);
        }
    }

    protected override TimeSpan? Reconcile(ObjectKey key)
    {
        RemoveOrphans();
        if (Store.Get("v1", "PersistentVolumeClaim", key.Namespace, key.Name) is not { } claim || claim.IsDeleting())
            return null;
        if (claim.Text("status", "phase") == "Bound")
            return null;

        if (FindClass(Store, claim) is not { } storageClass)
        {
            SetPhase(claim, "Pending", null);
            if (claim.At("spec", "storageClassName") is { } missing)
                events.Warning(claim, Component, "ProvisioningFailed", $"storageclass.storage.k8s.io \"{missing}\" not found");
            return TimeSpan.FromSeconds(5);
        }

        var waits = storageClass.Text("volumeBindingMode") == "WaitForFirstConsumer";
        if (waits && claim.Text("metadata", "annotations", Scheduler.SelectedNodeAnnotation) is null)
        {
            SetPhase(claim, "Pending", null);
            events.Normal(claim, Component, "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
            return null;
        }

        Bind(claim, storageClass);
        return null;
    }

    private void Bind(JsonObject claim, JsonObject storageClass)
    {
        var name = "pvc-" + claim.Uid();
        Directory.CreateDirectory(FolderOf(volumesFolder, claim.Uid()));
        if (Store.Get("v1", "PersistentVolume", null, name) is null)
            Store.Create(NewVolume(claim, storageClass, name), Manager);
        Store.Update(
            "v1",
            "PersistentVolumeClaim",
            claim.Namespace(),
            claim.Name(),
            current =>
            {
                current["spec"]!["volumeName"] = name;
                current["spec"]!["storageClassName"] ??= storageClass.Name();
                current.Ensure("metadata", "annotations")["pv.kubernetes.io/bind-completed"] = "yes";
                return true;
            },
            Manager);
        SetPhase(claim, "Bound", claim.At("spec", "resources", "requests", "storage"));
        events.Normal(claim, "disk.csi.azure.com", "ProvisioningSucceeded", $"Successfully provisioned volume {name}");
    }

    private static JsonObject NewVolume(JsonObject claim, JsonObject storageClass, string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "PersistentVolume",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["capacity"] = new JsonObject { ["storage"] = claim.At("spec", "resources", "requests", "storage")?.DeepClone() },
            ["accessModes"] = claim.At("spec", "accessModes")?.DeepClone(),
            ["persistentVolumeReclaimPolicy"] = storageClass.Text("reclaimPolicy") ?? "Delete",
            ["storageClassName"] = storageClass.Name(),
            ["volumeMode"] = "Filesystem",
            ["csi"] = new JsonObject { ["driver"] = "disk.csi.azure.com", ["volumeHandle"] = name },
            ["claimRef"] = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "PersistentVolumeClaim",
                ["namespace"] = claim.Namespace(),
                ["name"] = claim.Name(),
                ["uid"] = claim.Uid(),
            },
        },
        ["status"] = new JsonObject { ["phase"] = "Bound" },
    };

    private void SetPhase(JsonObject claim, string phase, JsonNode? capacity) => Store.Update(
        "v1",
        "PersistentVolumeClaim",
        claim.Namespace(),
        claim.Name(),
        current =>
        {
            var status = current.Ensure("status");
            if (status.Text("phase") == phase)
                return false;
            status["phase"] = phase;
            if (capacity is not null)
            {
                status["capacity"] = new JsonObject { ["storage"] = capacity.DeepClone() };
                status["accessModes"] = current.At("spec", "accessModes")?.DeepClone();
            }

            return true;
        },
        Manager,
        "status");

    /// <summary>Takes away the volumes of claims that are gone, with their data, unless their class keeps them.</summary>
    private void RemoveOrphans()
    {
        foreach (var volume in Store.List("v1", "PersistentVolume"))
        {
            var reference = volume.At("spec", "claimRef");
            if (reference is null || volume.Text("spec", "persistentVolumeReclaimPolicy") == "Retain")
                continue;
            var claim = Store.Get(
                "v1", "PersistentVolumeClaim", reference.Text("namespace"), reference.Text("name") ?? "");
            if (claim?.Uid() == reference.Text("uid"))
                continue;
            Store.Delete("v1", "PersistentVolume", null, volume.Name());
            var folder = FolderOf(volumesFolder, reference.Text("uid") ?? "");
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }
}
