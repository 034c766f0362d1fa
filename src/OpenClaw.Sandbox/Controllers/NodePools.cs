using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>The cluster's nodes: Ready, and as large as their VM size says.</summary>
internal sealed partial class NodePools(IObjectStore store, string kubernetesVersion, IReadOnlyList<NodePoolOptions> pools)
{
    /// <summary>The label that names a node's pool.</summary>
    public const string PoolLabel = "kubernetes.azure.com/agentpool";

    /// <summary>The label that names a node's zone for disks; empty on a node without a zone.</summary>
    public const string DiskZoneLabel = "topology.disk.csi.azure.com/zone";

    private const string Manager = "kubelet";
    private readonly object gate = new();

    private string kubernetesVersion = kubernetesVersion;
    private IReadOnlyList<NodePoolOptions> pools = pools;

    /// <summary>Gives the cluster other pools or another version; nodes that go are gone at once, with the pods on them.</summary>
    public void Change(IReadOnlyList<NodePoolOptions> newPools, string newVersion)
    {
        lock (gate)
        {
            (pools, kubernetesVersion) = (newPools, newVersion);
            var wanted = pools.SelectMany(static pool => Enumerable.Range(0, pool.Count).Select(index => NameOf(pool, index))).ToHashSet();
            foreach (var node in store.List("v1", "Node").Where(node => node.Map("metadata", "labels").ContainsKey(PoolLabel) && !wanted.Contains(node.Name())))
                Remove(node.Name());
        }

        EnsureNodes();
    }

    /// <summary>Makes the nodes that are not there yet.</summary>
    public void EnsureNodes()
    {
        lock (gate)
        {
            foreach (var pool in pools)
            {
                for (var index = 0; index < pool.Count; index++)
                    EnsureNode(pool, index);
            }
        }
    }

    private void EnsureNode(NodePoolOptions pool, int index)
    {
        var name = NameOf(pool, index);
        var node = store.Get("v1", "Node", null, name) ?? store.Create(NewNode(pool, name, index, FreeNumber()), Manager);
        var number = NumberOf(node);
        store.Update("v1", "Node", null, name, current => SetStatus(current, name, pool.Size, number), Manager, "status");
    }

    private void Remove(string node)
    {
        store.Delete("v1", "Node", null, node);
        foreach (var pod in store.List("v1", "Pod").Where(pod => pod.Text("spec", "nodeName") == node))
            store.Delete("v1", "Pod", pod.Text("metadata", "namespace"), pod.Text("metadata", "name")!, gracePeriodSeconds: 0);
    }

    private static string NameOf(NodePoolOptions pool, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"aks-{pool.Name}-sandbox-vmss{index:D6}");

    private int FreeNumber()
    {
        var used = store.List("v1", "Node").Select(NumberOf).ToHashSet();
        return Enumerable.Range(0, 250).First(number => !used.Contains(number));
    }

    /// <summary>The number that gives a node its addresses, from the range of its pods.</summary>
    private static int NumberOf(JsonObject node) =>
        int.Parse(node.Text("spec", "podCIDR")?.Split('.').ElementAtOrDefault(2) ?? "0", CultureInfo.InvariantCulture);

    private static JsonObject NewNode(NodePoolOptions pool, string name, int index, int number)
    {
        var zone = pool.Zones.Count == 0 ? "" : pool.Zones[index % pool.Zones.Count];
        var labels = new JsonObject
        {
            ["kubernetes.io/hostname"] = name,
            ["kubernetes.io/os"] = "linux",
            ["kubernetes.io/arch"] = "amd64",
            ["agentpool"] = pool.Name,
            [PoolLabel] = pool.Name,
            ["kubernetes.azure.com/mode"] = pool.Mode.ToLowerInvariant(),
            ["node.kubernetes.io/instance-type"] = pool.Size,
            ["topology.kubernetes.io/zone"] = zone.Length == 0 ? "0" : zone,
            [DiskZoneLabel] = zone,
        };
        foreach (var (key, value) in pool.Labels)
            labels[key] = value;
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Node",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels },
            ["spec"] = new JsonObject { ["podCIDR"] = $"10.244.{number}.0/24", ["providerID"] = $"sandbox://{name}" },
        };
    }

    private bool SetStatus(JsonObject node, string name, string vmSize, int number)
    {
        var (cpus, gib) = SizeOf(vmSize);
        var capacity = new JsonObject { ["cpu"] = Text(cpus), ["memory"] = $"{Text(gib * 1024 * 1024)}Ki", ["pods"] = "50" };
        // With 50 pods at most AKS keeps about 100m of CPU and 1.4 GiB for itself.
        var allocatable = new JsonObject
        {
            ["cpu"] = $"{Text((cpus * 1000) - 100)}m",
            ["memory"] = $"{Text((gib * 1024 * 1024) - 1468006)}Ki",
            ["pods"] = "50",
        };
        var status = node.Ensure("status");
        status["capacity"] = capacity;
        status["allocatable"] = allocatable;
        status["addresses"] = new JsonArray(
            new JsonObject { ["type"] = "InternalIP", ["address"] = AddressOf(number) },
            new JsonObject { ["type"] = "Hostname", ["address"] = name });
        status["nodeInfo"] = new JsonObject
        {
            ["kubeletVersion"] = kubernetesVersion,
            ["kubeProxyVersion"] = kubernetesVersion,
            ["osImage"] = "OpenClaw sandbox",
            ["operatingSystem"] = "linux",
            ["architecture"] = "amd64",
            ["containerRuntimeVersion"] = "sandbox://1.0",
            ["kernelVersion"] = "none",
            ["machineID"] = "",
            ["systemUUID"] = "",
            ["bootID"] = "",
        };
        ConditionList.Set(status, "MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available");
        ConditionList.Set(status, "DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure");
        ConditionList.Set(status, "PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available");
        ConditionList.Set(status, "Ready", true, "KubeletReady", "kubelet is posting ready status");
        return true;
    }

    private static string AddressOf(int number) => $"10.224.0.{number + 4}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>CPUs, from the first number in the size's name, and GiB, from what its family has for each CPU.</summary>
    private static (int Cpus, int Gib) SizeOf(string size)
    {
        var match = VmSizePattern().Match(size);
        if (!match.Success)
            return (2, 8);
        var cpus = int.Parse(match.Groups["cpus"].Value, CultureInfo.InvariantCulture);
        var each = match.Groups["family"].Value.ToUpperInvariant() switch
        {
            "E" or "EC" => 8,
            "F" or "FX" => 2,
            "M" => 28,
            _ => 4,
        };
        return (cpus, cpus * each);
    }

    [GeneratedRegex("^(?:Standard|Basic)_(?<family>[A-Za-z]+?)(?<cpus>[0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex VmSizePattern();
}
