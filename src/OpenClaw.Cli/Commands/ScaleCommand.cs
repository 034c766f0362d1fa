using System.CommandLine;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks scale &lt;name&gt;</c>: changes the nodes or the Kubernetes version of a cluster in Azure.</summary>
internal static class ScaleCommand
{
    public static Command Create()
    {
        var nodeCount = new Option<int?>("--node-count") { Description = "Number of nodes; switches the autoscaler off" };
        var min = new Option<int?>("--min") { Description = "Fewest nodes the autoscaler leaves; with --max, switches it on" };
        var max = new Option<int?>("--max") { Description = "Most nodes the autoscaler makes" };
        var nodeSize = new Option<string?>("--node-size") { Description = "VM size to move the nodes to: a new pool, then the old one is drained and deleted" };
        var version = new Option<string?>("--kubernetes-version") { Description = "Kubernetes version to upgrade to, for example 1.35" };
        var timeout = new Option<int?>("--timeout") { Description = "With --node-size: seconds for new nodes, draining and OpenClaw's start, each (1200)" };
        var cluster = new AzureClusterOptions();
        var command = new Command("scale", "Change a cluster's number of nodes or autoscaler, their VM size, or its Kubernetes version.")
        {
            nodeCount, min, max, nodeSize, version, timeout,
        };
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var settings = new ClusterSettings
            {
                NodeCount = result.GetValue(nodeCount),
                MinCount = result.GetValue(min),
                MaxCount = result.GetValue(max),
                NodeSize = result.GetValue(nodeSize),
                KubernetesVersion = result.GetValue(version),
            };
            if (result.GetValue(timeout) is { } seconds)
                settings = settings with { Timeout = TimeSpan.FromSeconds(seconds) };
            var found = await cluster.FindAsync(result, terminal.Context, cancellationToken);
            await terminal.StepAsync(
                $"Changing cluster {found.ClusterName}",
                () => SetClusterOperation.RunAsync(found, settings, terminal.Context, cancellationToken),
                c => $"Cluster {c!.ClusterName}: {Nodes(c)} x {c.NodeSize}, Kubernetes {c.KubernetesVersion}");
            return 0;
        });
        return command;
    }

    private static string Nodes(OpenClawCluster cluster) =>
        cluster.MinCount is { } min ? $"{min} to {cluster.MaxCount} (now {cluster.NodeCount})" : $"{cluster.NodeCount}";
}
