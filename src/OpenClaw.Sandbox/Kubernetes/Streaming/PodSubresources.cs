using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Http;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Storage;
using DisruptionBudget = OpenClaw.Sandbox.Controllers.DisruptionBudget;

namespace OpenClaw.Sandbox.Kubernetes.Streaming;

/// <summary>Logs, exec, port-forward and eviction of pods.</summary>
internal sealed class PodSubresources(ObjectStore store, Func<IPodRuntime?> runtime)
{
    public Task HandleAsync(ApiRequest request)
    {
        if (request is not { Namespace: { } ns, Name: { } name }) throw Statuses.BadRequest("a pod must be named");
        var pod = store.Table.Get(ResourceTypes.Pod, ns, name) ?? throw Statuses.NotFound(ResourceTypes.Pod, name);
        return request.Subresource switch
        {
            "log" when request.Method == "GET" => LogStreamer.StreamAsync(request, Runtime(), pod, ContainerOf(request, pod)),
            "exec" when request.Method is "GET" or "POST" or "CONNECT" => ExecAsync(request, pod),
            "portforward" when request.Method is "GET" or "POST" or "CONNECT" => ForwardAsync(request, pod),
            "eviction" when request.Method == "POST" => EvictAsync(request, pod),
            _ => throw Statuses.MethodNotAllowed("the server does not allow this method on the requested resource"),
        };
    }

    private Task ExecAsync(ApiRequest request, JsonObject pod)
    {
        CheckRunning(pod);
        return ExecHandler.RunAsync(request, Runtime(), pod, ContainerOf(request, pod));
    }

    private Task ForwardAsync(ApiRequest request, JsonObject pod)
    {
        CheckRunning(pod);
        return PortForwardHandler.RunAsync(request, Runtime(), pod);
    }

    private async Task EvictAsync(ApiRequest request, JsonObject pod)
    {
        var body = await RequestBody.ReadObjectAsync(request.Context, null);
        var options = DeleteHandler.FromJson(body["deleteOptions"] as JsonObject, request);
        lock (store.Table.Gate)
        {
            // What was read before the body came may be another pod by now.
            if (store.Table.Get(ResourceTypes.Pod, pod.Namespace(), pod.Name()) is not { } live) throw Statuses.NotFound(ResourceTypes.Pod, pod.Name());
            DisruptionBudget.CheckEviction(live, store);
            store.Deleter.Delete(ResourceTypes.Pod, live.Namespace(), live.Name(), options);
        }

        await Responses.WriteJsonAsync(request.Context, DeleteHandler.Success(null), 201);
    }

    private IPodRuntime Runtime() => runtime() ?? throw new StatusException(503, "ServiceUnavailable", "no kubelet runs in this cluster");

    private static void CheckRunning(JsonObject pod)
    {
        if ((string?)pod["spec"]?["nodeName"] is not { Length: > 0 }) throw Statuses.BadRequest($"pod {pod.Name()} does not have a host assigned");
        var phase = (string?)pod["status"]?["phase"];
        if (phase is "Succeeded" or "Failed") throw Statuses.BadRequest($"cannot exec into a container in a completed pod; current phase is {phase}");
        if (phase != "Running") throw Statuses.BadRequest($"pod {pod.Name()} is not running; current phase is {phase}");
    }

    private static string ContainerOf(ApiRequest request, JsonObject pod)
    {
        var main = pod["spec"].Items("containers").Select(c => (string)c["name"]!).ToList();
        var init = pod["spec"].Items("initContainers").Select(c => (string)c["name"]!).ToList();
        if (request.Query("container") is { Length: > 0 } wanted)
        {
            return main.Contains(wanted) || init.Contains(wanted)
                ? wanted
                : throw Statuses.BadRequest($"container {wanted} is not valid for pod {pod.Name()}");
        }

        if (main.Count == 1) return main[0];
        var text = $"a container name must be specified for pod {pod.Name()}, choose one of: [{string.Join(' ', main)}]";
        throw Statuses.BadRequest(init.Count == 0 ? text : $"{text} or one of the init containers: [{string.Join(' ', init)}]");
    }
}
