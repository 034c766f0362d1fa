namespace OpenClaw.Sandbox.Kubernetes.Resources;

/// <summary>The kinds the sandbox simulates.</summary>
internal static class ResourceTypes
{
    private static readonly string[] AllCategory = ["all"];

    /// <summary>All kinds, in the order discovery lists them.</summary>
    public static IReadOnlyList<ResourceType> All { get; } =
    [
        new() { Group = "", Kind = "ConfigMap", Plural = "configmaps", ShortNames = ["cm"] },
        new() { Group = "", Kind = "Endpoints", Plural = "endpoints", ShortNames = ["ep"] },
        new() { Group = "", Kind = "Event", Plural = "events", ShortNames = ["ev"] },
        new() { Group = "", Kind = "LimitRange", Plural = "limitranges", ShortNames = ["limits"] },
        new() { Group = "", Kind = "Namespace", Plural = "namespaces", ShortNames = ["ns"], Namespaced = false, HasStatus = true, Subresources = ["finalize"] },
        new() { Group = "", Kind = "Node", Plural = "nodes", ShortNames = ["no"], Namespaced = false, HasStatus = true },
        new() { Group = "", Kind = "PersistentVolume", Plural = "persistentvolumes", ShortNames = ["pv"], Namespaced = false, HasStatus = true },
        new() { Group = "", Kind = "PersistentVolumeClaim", Plural = "persistentvolumeclaims", ShortNames = ["pvc"], HasStatus = true },
        new()
        {
            Group = "", Kind = "Pod", Plural = "pods", ShortNames = ["po"], Categories = AllCategory, HasStatus = true, HasGeneration = true,
            Subresources = ["log", "exec", "portforward", "eviction"],
        },
        new() { Group = "", Kind = "ResourceQuota", Plural = "resourcequotas", ShortNames = ["quota"], HasStatus = true },
        new() { Group = "", Kind = "Secret", Plural = "secrets" },
        new() { Group = "", Kind = "Service", Plural = "services", ShortNames = ["svc"], Categories = AllCategory, HasStatus = true },
        new() { Group = "", Kind = "ServiceAccount", Plural = "serviceaccounts", ShortNames = ["sa"] },
        new() { Group = "apps", Kind = "ControllerRevision", Plural = "controllerrevisions" },
        new()
        {
            Group = "apps", Kind = "Deployment", Plural = "deployments", ShortNames = ["deploy"], Categories = AllCategory, HasStatus = true,
            HasGeneration = true, Subresources = ["scale"],
        },
        new()
        {
            Group = "apps", Kind = "ReplicaSet", Plural = "replicasets", ShortNames = ["rs"], Categories = AllCategory, HasStatus = true,
            HasGeneration = true, Subresources = ["scale"],
        },
        new() { Group = "events.k8s.io", Kind = "Event", Plural = "events", ShortNames = ["ev"], ViewOf = "Event", SchemaName = "EventsV1Event" },
        new() { Group = "networking.k8s.io", Kind = "NetworkPolicy", Plural = "networkpolicies", ShortNames = ["netpol"], HasGeneration = true },
        new()
        {
            Group = "policy", Kind = "PodDisruptionBudget", Plural = "poddisruptionbudgets", ShortNames = ["pdb"], HasStatus = true, HasGeneration = true,
        },
        new() { Group = "storage.k8s.io", Kind = "StorageClass", Plural = "storageclasses", ShortNames = ["sc"], Namespaced = false },
        new() { Group = "coordination.k8s.io", Kind = "Lease", Plural = "leases" },
        new() { Group = "discovery.k8s.io", Kind = "EndpointSlice", Plural = "endpointslices", HasGeneration = true },
    ];

    private static readonly Dictionary<(string ApiVersion, string Kind), ResourceType> ByKind = All.ToDictionary(t => (t.ApiVersion, t.Kind));

    private static readonly Dictionary<(string ApiVersion, string Plural), ResourceType> ByPlural = All.ToDictionary(t => (t.ApiVersion, t.Plural));

    /// <summary>The kind, or null when it is not simulated.</summary>
    public static ResourceType? Find(string apiVersion, string kind) => ByKind.GetValueOrDefault((apiVersion, kind));

    /// <summary>The kind behind a URL, or null when it is not simulated.</summary>
    public static ResourceType? FindPlural(string apiVersion, string plural) => ByPlural.GetValueOrDefault((apiVersion, plural));

    /// <summary>The kind; throws <see cref="ArgumentException"/> when it is not simulated.</summary>
    public static ResourceType Get(string apiVersion, string kind) =>
        Find(apiVersion, kind) ?? throw new ArgumentException($"{apiVersion} {kind} is not a kind the sandbox has.", nameof(kind));

    public static ResourceType Namespace { get; } = Get("v1", "Namespace");

    public static ResourceType Pod { get; } = Get("v1", "Pod");
}
