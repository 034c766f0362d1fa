using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Tables;

/// <summary>The columns kubectl's users know, for each kind.</summary>
internal static class TableColumns
{
    private const string None = "<none>";

    private static readonly TableColumn Name = new("Name", "string", o => o.Name()) { Format = "name" };
    private static readonly TableColumn AgeColumn = new("Age", "string", o => Age.Since(Text(o, "metadata", "creationTimestamp")));

    public static IReadOnlyList<TableColumn> For(string kind) => kind switch
    {
        "Pod" => PodColumns.All(Name, AgeColumn),
        "Deployment" => Deployment,
        "ReplicaSet" => ReplicaSet,
        "Service" => Service,
        "ConfigMap" => [Name, new("Data", "integer", o => Count(o, "data") + Count(o, "binaryData")), AgeColumn],
        "Secret" => [Name, new("Type", "string", o => Text(o, "type")), new("Data", "integer", o => Count(o, "data")), AgeColumn],
        "Namespace" => [Name, new("Status", "string", o => Text(o, "status", "phase")), AgeColumn],
        "Node" => Node,
        "PersistentVolumeClaim" => Claim,
        "PersistentVolume" => Volume,
        "StorageClass" => StorageClass,
        "ServiceAccount" => [Name, new("Secrets", "integer", o => o.Items("secrets").Count()), AgeColumn],
        "Event" => Event,
        "NetworkPolicy" => [Name, new("Pod-Selector", "string", o => Selector(o.Child("spec", "podSelector", "matchLabels"))), AgeColumn],
        "Lease" => [Name, new("Holder", "string", o => Text(o, "spec", "holderIdentity") ?? ""), AgeColumn],
        "Endpoints" => [Name, new("Endpoints", "string", o => Endpoints(o)), AgeColumn],
        "EndpointSlice" =>
        [
            Name, new("AddressType", "string", o => Text(o, "addressType")),
            new("Ports", "string", o => Join(o.Items("ports").Select(p => p["port"]?.ToJsonString()), "<unset>")),
            new("Endpoints", "string", o => Join(o.Items("endpoints").SelectMany(e => Texts(e["addresses"])), "<unset>")), AgeColumn,
        ],
        "ControllerRevision" =>
        [
            Name, new("Controller", "string", o => o.OwnerReferences().Select(r => $"{(string?)r["kind"]}.apps/{(string?)r["name"]}".ToLowerInvariant()).FirstOrDefault() ?? None),
            new("Revision", "string", o => o["revision"]), AgeColumn,
        ],
        _ => [Name, AgeColumn],
    };

    private static readonly TableColumn[] Deployment =
    [
        Name, new("Ready", "string", o => $"{Number(o, "status", "readyReplicas")}/{Number(o, "spec", "replicas")}"),
        new("Up-to-date", "string", o => Number(o, "status", "updatedReplicas")), new("Available", "string", o => Number(o, "status", "availableReplicas")),
        AgeColumn, .. Workload,
    ];

    private static readonly TableColumn[] ReplicaSet =
    [
        Name, new("Desired", "integer", o => Number(o, "spec", "replicas")), new("Current", "integer", o => Number(o, "status", "replicas")),
        new("Ready", "integer", o => Number(o, "status", "readyReplicas")), AgeColumn, .. Workload,
    ];

    private static readonly TableColumn[] Service =
    [
        Name, new("Type", "string", o => Text(o, "spec", "type")), new("Cluster-IP", "string", o => Text(o, "spec", "clusterIP") ?? None),
        new("External-IP", "string", o => ExternalAddress(o)), new("Port(s)", "string", o => Join(o["spec"].Items("ports").Select(Port), None)), AgeColumn,
        new("Selector", "string", o => Selector(o.Child("spec", "selector"))) { Priority = 1 },
    ];

    private static readonly TableColumn[] Node =
    [
        Name, new("Status", "string", o => NodeStatus(o)), new("Roles", "string", o => Roles(o)), AgeColumn,
        new("Version", "string", o => Text(o, "status", "nodeInfo", "kubeletVersion")),
        new("Internal-IP", "string", o => (string?)o["status"].Items("addresses").FirstOrDefault(a => (string?)a["type"] == "InternalIP")?["address"] ?? None) { Priority = 1 },
        new("External-IP", "string", _ => None) { Priority = 1 },
        new("OS-Image", "string", o => Text(o, "status", "nodeInfo", "osImage") ?? "<unknown>") { Priority = 1 },
        new("Kernel-Version", "string", o => Text(o, "status", "nodeInfo", "kernelVersion") ?? "<unknown>") { Priority = 1 },
        new("Container-Runtime", "string", o => Text(o, "status", "nodeInfo", "containerRuntimeVersion") ?? "<unknown>") { Priority = 1 },
    ];

    private static readonly TableColumn[] Claim =
    [
        Name, new("Status", "string", o => o.IsTerminating() ? "Terminating" : Text(o, "status", "phase")),
        new("Volume", "string", o => Text(o, "spec", "volumeName") ?? ""), new("Capacity", "string", o => Text(o, "status", "capacity", "storage") ?? ""),
        new("Access Modes", "string", o => AccessModes(o["status"]?["accessModes"])), new("StorageClass", "string", o => Text(o, "spec", "storageClassName") ?? ""),
        new("VolumeAttributesClass", "string", o => Text(o, "spec", "volumeAttributesClassName") ?? "<unset>"), AgeColumn,
        new("VolumeMode", "string", o => Text(o, "spec", "volumeMode") ?? "<unset>") { Priority = 1 },
    ];

    private static readonly TableColumn[] Volume =
    [
        Name, new("Capacity", "string", o => Text(o, "spec", "capacity", "storage")), new("Access Modes", "string", o => AccessModes(o["spec"]?["accessModes"])),
        new("Reclaim Policy", "string", o => Text(o, "spec", "persistentVolumeReclaimPolicy")),
        new("Status", "string", o => o.IsTerminating() ? "Terminating" : Text(o, "status", "phase")),
        new("Claim", "string", o => o.Child("spec", "claimRef") is { } claim ? $"{(string?)claim["namespace"]}/{(string?)claim["name"]}" : ""),
        new("StorageClass", "string", o => Text(o, "spec", "storageClassName") ?? ""),
        new("VolumeAttributesClass", "string", o => Text(o, "spec", "volumeAttributesClassName") ?? "<unset>"),
        new("Reason", "string", o => Text(o, "status", "reason") ?? ""), AgeColumn,
        new("VolumeMode", "string", o => Text(o, "spec", "volumeMode") ?? "<unset>") { Priority = 1 },
    ];

    private static readonly TableColumn[] StorageClass =
    [
        new("Name", "string", o => o.Name() + (Text(o, "metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true" ? " (default)" : "")) { Format = "name" },
        new("Provisioner", "string", o => Text(o, "provisioner")), new("ReclaimPolicy", "string", o => Text(o, "reclaimPolicy")),
        new("VolumeBindingMode", "string", o => Text(o, "volumeBindingMode")),
        new("AllowVolumeExpansion", "string", o => (bool?)o["allowVolumeExpansion"] == true ? "true" : "false"), AgeColumn,
    ];

    private static readonly TableColumn[] Event =
    [
        new("Last Seen", "string", o => Age.Since(Text(o, "series", "lastObservedTime") ?? Text(o, "lastTimestamp") ?? Text(o, "eventTime"))),
        new("Type", "string", o => Text(o, "type") ?? ""), new("Reason", "string", o => Text(o, "reason") ?? ""),
        new("Object", "string", o => $"{Text(o, "involvedObject", "kind")?.ToLowerInvariant()}/{Text(o, "involvedObject", "name")}"),
        new("Message", "string", o => (Text(o, "message") ?? "").Trim()),
        new("Name", "string", o => o.Name()) { Format = "name", Priority = 1 },
    ];

    private static TableColumn[] Workload =>
    [
        new("Containers", "string", o => Join(PodSpec(o).Items("containers").Select(c => (string?)c["name"]), None)) { Priority = 1 },
        new("Images", "string", o => Join(PodSpec(o).Items("containers").Select(c => (string?)c["image"]), None)) { Priority = 1 },
        new("Selector", "string", o => Selector(o.Child("spec", "selector", "matchLabels"))) { Priority = 1 },
    ];

    public static string? Text(JsonObject obj, params ReadOnlySpan<string> path)
    {
        JsonNode? node = obj;
        foreach (var name in path) node = (node as JsonObject)?[name];
        return (string?)node;
    }

    private static JsonNode? PodSpec(JsonObject workload) => workload.Child("spec", "template", "spec");

    private static long Number(JsonObject obj, string parent, string name) => (long?)obj[parent]?[name] ?? 0;

    private static int Count(JsonObject obj, string name) => (obj[name] as JsonObject)?.Count ?? 0;

    private static string Join(IEnumerable<string?> parts, string none) => string.Join(',', parts) is { Length: > 0 } text ? text : none;

    private static IEnumerable<string?> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(i => (string?)i);

    private static string Selector(JsonObject? labels) => Join((labels ?? []).Select(l => $"{l.Key}={(string?)l.Value}"), None);

    private static string Port(JsonObject port) =>
        $"{port["port"]?.ToJsonString()}{(port["nodePort"] is { } node ? ":" + node.ToJsonString() : "")}/{(string?)port["protocol"]}";

    private static string ExternalAddress(JsonObject service)
    {
        if (Text(service, "spec", "type") == "ExternalName") return Text(service, "spec", "externalName") ?? None;
        var addresses = service.Child("status", "loadBalancer").Items("ingress").Select(i => (string?)i["ip"] ?? (string?)i["hostname"]);
        var none = Text(service, "spec", "type") == "LoadBalancer" ? "<pending>" : None;
        return Join(addresses.Concat(Texts(service["spec"]?["externalIPs"])), none);
    }

    private static string NodeStatus(JsonObject node)
    {
        var ready = node["status"].Items("conditions").FirstOrDefault(c => (string?)c["type"] == "Ready");
        var status = ready is null ? "Unknown" : (string?)ready["status"] == "True" ? "Ready" : "NotReady";
        return (bool?)node["spec"]?["unschedulable"] == true ? status + ",SchedulingDisabled" : status;
    }

    private static string Roles(JsonObject node)
    {
        const string Prefix = "node-role.kubernetes.io/";
        return Join(
            (node.Child("metadata", "labels") ?? []).Where(l => l.Key.StartsWith(Prefix, StringComparison.Ordinal)).Select(l => l.Key[Prefix.Length..]), None);
    }

    private static string AccessModes(JsonNode? modes) => string.Join(',', Texts(modes).Select(m => m switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        _ => "RWOP",
    }));

    private static string Endpoints(JsonObject endpoints) => Join(
        endpoints.Items("subsets").SelectMany(s => s.Items("addresses").SelectMany(a => s.Items("ports").Select(p => $"{(string?)a["ip"]}:{p["port"]?.ToJsonString()}"))), None);
}
