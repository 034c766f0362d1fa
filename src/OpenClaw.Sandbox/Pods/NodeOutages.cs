using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Pods;

/// <summary>Nodes that are not Ready for a time: their condition, and the taint that keeps new pods away.</summary>
internal sealed class NodeOutages(IObjectStore store)
{
    private const string Taint = "node.kubernetes.io/not-ready";
    private readonly ConcurrentDictionary<string, bool> down = new();

    public bool Has(string node) => down.ContainsKey(node);

    /// <summary>Takes a node out of service until what is returned is disposed.</summary>
    public IDisposable Begin(string node)
    {
        down[node] = true;
        Write(node, ready: false);
        return new Outage(() =>
        {
            if (down.TryRemove(node, out _))
                Write(node, ready: true);
        });
    }

    private void Write(string name, bool ready)
    {
        store.Update("v1", "Node", null, name, node => SetTaint(node, ready), "node-controller");
        store.Update(
            "v1",
            "Node",
            null,
            name,
            node =>
            {
                ConditionList.Set(
                    node.Ensure("status"), "Ready", ready, ready ? "KubeletReady" : "KubeletNotReady",
                    ready ? "kubelet is posting ready status" : "container runtime is down (played by the sandbox's fault script)");
                return true;
            },
            "kubelet",
            "status");
    }

    private static bool SetTaint(JsonObject node, bool ready)
    {
        var others = node.Objects("spec", "taints").Where(static taint => taint.Text("key") != Taint).Select(static taint => taint.DeepClone());
        var taints = new JsonArray([.. others]);
        if (!ready)
            taints.Add(new JsonObject { ["key"] = Taint, ["effect"] = "NoSchedule" });
        if (taints.Count == 0)
            node.Ensure("spec").Remove("taints");
        else
            node.Ensure("spec")["taints"] = taints;
        return true;
    }

    private sealed class Outage(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
