using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>Lists the pods behind each Service, in an EndpointSlice and in Endpoints.</summary>
internal sealed class EndpointsController(IObjectStore store) : Controller(store)
{
    internal const string ServiceNameLabel = "kubernetes.io/service-name";
    private const string Manager = ReplicaSetController.Manager;

    protected override IReadOnlyList<Source> Sources =>
    [
        Source.Self("v1", "Service"),
        new("v1", "Pod", pod => Store.List("v1", "Service", pod.Namespace()).Where(service => Selects(service, pod)).Select(ObjectKey.Of)),
    ];

    protected override TimeSpan? Reconcile(ObjectKey key)
    {
        if (Store.Get("v1", "Service", key.Namespace, key.Name) is not { } service || service.IsDeleting())
        {
            Store.Delete("v1", "Endpoints", key.Namespace, key.Name);
            Store.Delete("discovery.k8s.io/v1", "EndpointSlice", key.Namespace, key.Name);
            return null;
        }

        if (service.Map("spec", "selector").Count == 0)
            return null;

        var pods = Store.List("v1", "Pod", key.Namespace)
            .Where(pod => Selects(service, pod) && pod.Text("status", "podIP") is not null
                && pod.Text("status", "phase") is not ("Succeeded" or "Failed"))
            .OrderBy(static pod => pod.Name(), StringComparer.Ordinal)
            .ToList();
        WriteSlice(service, pods);
        WriteEndpoints(service, pods);
        return null;
    }

    /// <summary>The pod's port a Service's port leads to: a number, or the name of one of its containers' ports; null when there is none.</summary>
    public static int? TargetPort(JsonObject servicePort, JsonObject pod)
    {
        if (servicePort.Number("targetPort") is { } number)
            return number;
        if (servicePort.Text("targetPort") is not { } name)
            return servicePort.Number("port");
        return pod.Objects("spec", "containers").SelectMany(static container => container.Objects("ports"))
            .FirstOrDefault(port => port.Text("name") == name).Number("containerPort");
    }

    /// <summary>Whether a Service leads to a pod.</summary>
    public static bool Selects(JsonObject service, JsonObject pod)
    {
        var labels = pod.Map("metadata", "labels");
        var selector = service.Map("spec", "selector");
        return selector.Count > 0 && selector.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value);
    }

    private void WriteSlice(JsonObject service, List<JsonObject> pods)
    {
        var endpoints = new JsonArray([.. pods.Select(pod =>
        {
            var ready = pod.Condition("Ready") == "True";
            return new JsonObject
            {
                ["addresses"] = new JsonArray(pod.Text("status", "podIP")),
                ["conditions"] = new JsonObject
                {
                    ["ready"] = ready && !pod.IsDeleting(),
                    ["serving"] = ready,
                    ["terminating"] = pod.IsDeleting(),
                },
                ["nodeName"] = pod.Text("spec", "nodeName"),
                ["targetRef"] = Reference(pod),
            };
        })]);
        Write("discovery.k8s.io/v1", "EndpointSlice", service, slice =>
        {
            slice["addressType"] = "IPv4";
            slice["endpoints"] = endpoints;
            slice["ports"] = Ports(service, pods);
        });
    }

    private void WriteEndpoints(JsonObject service, List<JsonObject> pods)
    {
        JsonArray Addresses(bool ready) => new([.. pods.Where(pod => !pod.IsDeleting() && (pod.Condition("Ready") == "True") == ready)
            .Select(static pod => new JsonObject
            {
                ["ip"] = pod.Text("status", "podIP"),
                ["nodeName"] = pod.Text("spec", "nodeName"),
                ["targetRef"] = Reference(pod),
            })]);
        var subset = new JsonObject();
        if (Addresses(ready: true) is { Count: > 0 } up)
            subset["addresses"] = up;
        if (Addresses(ready: false) is { Count: > 0 } down)
            subset["notReadyAddresses"] = down;
        var empty = subset.Count == 0;
        subset["ports"] = Ports(service, pods);
        Write("v1", "Endpoints", service, endpoints => endpoints["subsets"] = empty ? new JsonArray() : new JsonArray(subset));
    }

    private static JsonArray Ports(JsonObject service, List<JsonObject> pods) => new([.. service.Objects("spec", "ports")
        .Select(port => (Port: port, Target: pods.Select(pod => TargetPort(port, pod)).FirstOrDefault(static target => target is not null)))
        .Where(static item => item.Target is not null)
        .Select(static item => new JsonObject
        {
            ["name"] = item.Port.Text("name") ?? "",
            ["port"] = item.Target,
            ["protocol"] = item.Port.Text("protocol") ?? "TCP",
        })]);

    private static JsonObject Reference(JsonObject pod) => new()
    {
        ["kind"] = "Pod",
        ["namespace"] = pod.Namespace(),
        ["name"] = pod.Name(),
        ["uid"] = pod.Uid(),
    };

    private void Write(string apiVersion, string kind, JsonObject service, Action<JsonObject> fill)
    {
        var known = Store.Update(
            apiVersion,
            kind,
            service.Namespace(),
            service.Name(),
            current =>
            {
                var before = current.DeepClone();
                fill(current);
                return !JsonNode.DeepEquals(before, current);
            },
            Manager);
        if (known is not null)
            return;

        var labels = service.At("metadata", "labels")?.DeepClone() as JsonObject ?? [];
        if (kind == "EndpointSlice")
        {
            labels[ServiceNameLabel] = service.Name();
            labels["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io";
        }

        var created = new JsonObject
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = service.Name(),
                ["namespace"] = service.Namespace(),
                ["labels"] = labels,
                ["ownerReferences"] = new JsonArray(service.ToControllerReference()),
            },
        };
        fill(created);
        Store.Create(created, Manager);
    }
}
