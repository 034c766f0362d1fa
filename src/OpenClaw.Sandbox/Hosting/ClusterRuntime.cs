using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Pods;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>A cluster without its API server: nodes, controllers, kubelet and network, at work on the objects of a store.</summary>
internal sealed class ClusterRuntime : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ClusterProxy? proxy;
    private readonly IKubelet kubelet;
    private NodePools? nodes;
    private Task work = Task.CompletedTask;

    private ClusterRuntime(IKubelet kubelet, ClusterProxy? proxy)
    {
        this.kubelet = kubelet;
        this.proxy = proxy;
    }

    /// <summary>Logs, exec and connections of its pods.</summary>
    public IPodRuntime PodRuntime => kubelet;

    /// <summary>Starts it; when the task ends its nodes are Ready.</summary>
    public static async Task<ClusterRuntime> StartAsync(IObjectStore store, ClusterRuntimeOptions options, CancellationToken cancellationToken)
    {
        var runtime = options.NewKubelet is { } make
            ? new ClusterRuntime(make(store), null)
            : await WithProcessesAsync(store, options, cancellationToken);
        var nodes = runtime.nodes = new NodePools(store, options.KubernetesVersion, options.Pools);
        runtime.work = Task.WhenAll(
            ControllerManager.RunAsync(store, nodes, Path.Combine(options.Folder, "volumes"), runtime.stopping.Token),
            runtime.kubelet.RunAsync(runtime.stopping.Token));
        return runtime;
    }

    /// <summary>Gives it other nodes and another version.</summary>
    public void Change(IReadOnlyList<NodePoolOptions> pools, string version) => nodes?.Change(pools, version);

    /// <summary>Stops the controllers and ends every process; objects and volumes stay.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await work;
        if (proxy is not null)
            await proxy.DisposeAsync();
        stopping.Dispose();
    }

    private static async Task<ClusterRuntime> WithProcessesAsync(
        IObjectStore store, ClusterRuntimeOptions options, CancellationToken cancellationToken)
    {
        var kubeletOptions = new KubeletOptions(
            Path.Combine(options.Folder, "pods"), Path.Combine(options.Folder, "volumes"), options.CertificateAuthorityPath, options.Faults);
        var kubelet = new Kubelet(store, kubeletOptions, new EventRecorder(store));
        var proxy = new ClusterProxy(store, kubelet);
        kubelet.NetworkEnvironment = await proxy.StartAsync(cancellationToken);
        return new ClusterRuntime(kubelet, proxy);
    }
}
