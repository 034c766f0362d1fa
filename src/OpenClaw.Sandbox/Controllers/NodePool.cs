using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>The cluster's nodes: Ready, and as large as their VM size says.</summary>
internal sealed partial class NodePool(IObjectStore store, string kubernetesVersion, int count, string vmSize)
{
    private const string Manager = "kubelet";

    private int count = count;
    private string kubernetesVersion = kubernetesVersion;

    /// <summary>Gives the pool another number of nodes and another version; the pods of nodes that go are deleted.</summary>
    public void Resize(int newCount, string newVersion)
    {
        for (var index = newCount; index < count; index++)
        {
            var name = NameOf(index);
            foreach (var pod in store.List("v1", "Pod").Where(pod => pod.Text("spec", "nodeName") == name))
                store.Delete("v1", "Pod", pod.Text("metadata", "namespace"), pod.Text("metadata", "name")!);
            store.Delete("v1", "Node", null, name);
        }

        (count, kubernetesVersion) = (newCount, newVersion);
        EnsureNodes();
    }

    /// <summary>Makes the nodes that are not there yet.</summary>
    public void EnsureNodes()
    {
        for (var index = 0; index < count; index++)
        {
            var name = NameOf(index);
            if (store.Get("v1", "Node", null, name) is null)
                store.Create(NewNode(name, index), Manager);
            store.Update("v1", "Node", null, name, node => SetStatus(node, name, index), Manager, "status");
        }
    }

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"aks-system-sandbox-vmss{index:D6}");

    private JsonObject NewNode(string name, int index) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject
            {
                ["kubernetes.io/hostname"] = name,
                ["kubernetes.io/os"] = "linux",
                ["kubernetes.io/arch"] = "amd64",
                ["kubernetes.azure.com/agentpool"] = "system",
                ["kubernetes.azure.com/mode"] = "system",
                ["node.kubernetes.io/instance-type"] = vmSize,
            },
        },
        ["spec"] = new JsonObject { ["podCIDR"] = $"10.244.{index}.0/24", ["providerID"] = $"sandbox://{name}" },
    };

    private bool SetStatus(JsonObject node, string name, int index)
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
            new JsonObject { ["type"] = "InternalIP", ["address"] = AddressOf(index) },
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

    /// <summary>The address of a node by its place in the pool.</summary>
    private static string AddressOf(int index) => $"10.224.0.{index + 4}";

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
