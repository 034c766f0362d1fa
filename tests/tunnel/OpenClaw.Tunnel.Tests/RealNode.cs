using System.Globalization;
using System.Reflection;
using OpenClaw.Bench.Contenders;
using OpenClaw.Bench.Lab;
using OpenClaw.Testing;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace OpenClaw.Tunnel;

/// <summary>
/// A stand-in for OpenClaw in a pod of the cluster that OPENCLAW_TEST_KUBECONFIG names, and the product in front of it. Tests are
/// skipped where that cluster is older than 1.31 or has no node; OPENCLAW_TEST_IMAGE names an image with Node that the node has or pulls.
/// </summary>
public sealed class RealNode : IAsyncLifetime
{
    private const string ImageVariable = "OPENCLAW_TEST_IMAGE";

    private Cluster? _cluster;
    private TestInstance? _instance;
    private string _whyNot = "";

    /// <summary>The stand-in; the running test is skipped where there can be none.</summary>
    internal TestInstance Instance
    {
        get
        {
            Assert.SkipWhen(_instance is null, _whyNot);
            return _instance;
        }
    }

    /// <summary>The product.</summary>
    internal static Contender Product { get; } = Contender.OpenClaw(
        typeof(RealNode).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "openclaw-aks").Value!);

    public async ValueTask InitializeAsync()
    {
        if (RealCluster.Find() is not { } found)
        {
            _whyNot = $"It needs a cluster of 1.31 or later with a node: set {RealCluster.Variable}.";
            return;
        }

        _cluster = await Cluster.ReadAsync("kubectl", found.KubeConfigPath);
        var version = await _cluster.VersionAsync();
        var nodes = await _cluster.RunAsync("get", "nodes", "-o", "name");
        if (int.Parse(version.Split('.')[1], CultureInfo.InvariantCulture) < 31 || nodes.Length == 0)
            _whyNot = $"It needs a cluster of 1.31 or later with a node; this one is {version} with {nodes.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length}.";
        else
            _instance = await TestInstance.CreateAsync(_cluster, Environment.GetEnvironmentVariable(ImageVariable) ?? "docker.io/library/node:24-slim");
    }

    public async ValueTask DisposeAsync()
    {
        if (_instance is not null)
            await _instance.DisposeAsync();
    }

    /// <summary>Starts the product.</summary>
    /// <param name="kubeConfig">The kubeconfig to reach the cluster by; null for the cluster's own.</param>
    internal Task<Forwarder> StartAsync(string? kubeConfig = null) => Product.StartAsync(Instance, kubeConfig);
}
