using System.Text.Json.Nodes;

namespace OpenClaw.Kubernetes;

/// <summary>A kind of Kubernetes object and where the API serves it.</summary>
/// <param name="ApiVersion">Group and version as in a manifest, for example <c>v1</c> or <c>apps/v1</c>.</param>
/// <param name="Kind">The kind as in a manifest, for example <c>Deployment</c>.</param>
/// <param name="Plural">The resource's name in the URL, for example <c>deployments</c>.</param>
/// <param name="Namespaced">False for kinds that live outside namespaces.</param>
internal sealed record ResourceKind(string ApiVersion, string Kind, string Plural, bool Namespaced = true)
{
    /// <summary>Namespace.</summary>
    public static ResourceKind Namespace { get; } = new("v1", "Namespace", "namespaces", Namespaced: false);

    /// <summary>Secret.</summary>
    public static ResourceKind Secret { get; } = new("v1", "Secret", "secrets");

    /// <summary>ConfigMap.</summary>
    public static ResourceKind ConfigMap { get; } = new("v1", "ConfigMap", "configmaps");

    /// <summary>Service.</summary>
    public static ResourceKind Service { get; } = new("v1", "Service", "services");

    /// <summary>ServiceAccount.</summary>
    public static ResourceKind ServiceAccount { get; } = new("v1", "ServiceAccount", "serviceaccounts");

    /// <summary>Pod.</summary>
    public static ResourceKind Pod { get; } = new("v1", "Pod", "pods");

    /// <summary>Event.</summary>
    public static ResourceKind Event { get; } = new("v1", "Event", "events");

    /// <summary>Node.</summary>
    public static ResourceKind Node { get; } = new("v1", "Node", "nodes", Namespaced: false);

    /// <summary>PersistentVolume.</summary>
    public static ResourceKind PersistentVolume { get; } = new("v1", "PersistentVolume", "persistentvolumes", Namespaced: false);

    /// <summary>PersistentVolumeClaim.</summary>
    public static ResourceKind PersistentVolumeClaim { get; } = new("v1", "PersistentVolumeClaim", "persistentvolumeclaims");

    /// <summary>StorageClass.</summary>
    public static ResourceKind StorageClass { get; } = new("storage.k8s.io/v1", "StorageClass", "storageclasses", Namespaced: false);

    /// <summary>Deployment.</summary>
    public static ResourceKind Deployment { get; } = new("apps/v1", "Deployment", "deployments");

    /// <summary>ReplicaSet.</summary>
    public static ResourceKind ReplicaSet { get; } = new("apps/v1", "ReplicaSet", "replicasets");

    /// <summary>ControllerRevision.</summary>
    public static ResourceKind ControllerRevision { get; } = new("apps/v1", "ControllerRevision", "controllerrevisions");

    /// <summary>NetworkPolicy.</summary>
    public static ResourceKind NetworkPolicy { get; } = new("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies");

    /// <summary>Lease.</summary>
    public static ResourceKind Lease { get; } = new("coordination.k8s.io/v1", "Lease", "leases");

    /// <summary>What a pod uses now, where the cluster serves metrics (metrics-server; AKS has it).</summary>
    public static ResourceKind PodMetrics { get; } = new("metrics.k8s.io/v1beta1", "PodMetrics", "pods");

    private static readonly ResourceKind[] Known =
    [
        Namespace, Secret, ConfigMap, Service, ServiceAccount, Pod, Event, Node, PersistentVolume, PersistentVolumeClaim, StorageClass, Deployment,
        ReplicaSet, ControllerRevision, NetworkPolicy, Lease,
    ];

    /// <summary>The kind of an object, by its apiVersion and kind.</summary>
    /// <param name="manifest">The object.</param>
    /// <exception cref="ArgumentException">It is not one of the kinds this product knows.</exception>
    public static ResourceKind Of(JsonObject manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var (apiVersion, kind) = ((string?)manifest["apiVersion"], (string?)manifest["kind"]);
        return Array.Find(Known, k => k.ApiVersion == apiVersion && k.Kind == kind)
            ?? throw new ArgumentException($"{apiVersion} {kind} is not a kind this client knows.", nameof(manifest));
    }

    /// <summary>The path of this kind's collection, for example <c>apis/apps/v1/namespaces/x/deployments</c>, without a leading slash.</summary>
    /// <param name="ns">Namespace, or null for all namespaces.</param>
    public string CollectionPath(string? ns) =>
        (ApiVersion.Contains('/', StringComparison.Ordinal) ? "apis/" : "api/") + ApiVersion
        + (Namespaced && ns is not null ? $"/namespaces/{Uri.EscapeDataString(ns)}/" : "/") + Plural;
}
