using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Pods;

/// <summary>Runs the pods of every node of a cluster, as processes of this machine.</summary>
internal sealed class Kubelet(IObjectStore store, KubeletOptions options, EventRecorder events) : IKubelet
{
    private readonly ConcurrentDictionary<string, (PodWorker Worker, Task Task)> workers = new();
    private readonly ConcurrentDictionary<string, bool> pulled = new();
    private readonly NodeOutages outages = new(store);
    private int addresses = 4;

    public IObjectStore Store { get; } = store;

    public KubeletOptions Options { get; } = options;

    public EventRecorder Events { get; } = events;

    /// <summary>How processes reach other pods, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> NetworkEnvironment { get; set; } = new Dictionary<string, string>();

    /// <summary>Whether a node is not Ready for now: what its pods' status says is not true then.</summary>
    public bool IsDown(string node) => outages.Has(node);

    /// <summary>Takes a node, with the pods on it, out of service for a time.</summary>
    public async Task TakeDownAsync(string node, TimeSpan time)
    {
        using var outage = outages.Begin(node);
        WriteStatuses(node);
        await Task.Delay(time);
        outage.Dispose();
        WriteStatuses(node);
    }

    /// <summary>Whether an image is asked for the first time here.</summary>
    public bool IsFirstPull(string image) => pulled.TryAdd(image, true);

    /// <summary>Runs pods until cancelled, then ends all their processes.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in Store.WatchAsync("v1", "Pod", cancellationToken))
                See(change);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }

        foreach (var (worker, _) in workers.Values)
            worker.End();
        await Task.WhenAll(workers.Values.Select(static entry => entry.Task));
    }

    public IAsyncEnumerable<LogLine> ReadLogAsync(
        string ns, string pod, string container, bool previous, bool follow, CancellationToken cancellationToken)
    {
        if (FindPod(ns, pod) is not { } worker)
            throw new StatusException(400, "BadRequest", $"container \"{container}\" in pod \"{pod}\" is waiting to start: ContainerCreating");
        return FindContainer(worker, container).GetLog(previous).ReadAsync(follow, cancellationToken);
    }

    public Task<Stream> ConnectAsync(string ns, string pod, int port, CancellationToken cancellationToken) =>
        ConnectAsync(FindPod(ns, pod)?.FindPort(port, fromOtherPods: false), cancellationToken);

    /// <summary>Connects to a pod by its address, as another pod would: what listens on the pod's loopback only refuses.</summary>
    public Task<Stream> ConnectByAddressAsync(string address, int port, CancellationToken cancellationToken)
    {
        var worker = workers.Values.Select(static entry => entry.Worker).FirstOrDefault(worker => worker.Address == address);
        return ConnectAsync(worker?.FindPort(port, fromOtherPods: true), cancellationToken);
    }

    public async Task<int> ExecAsync(
        string ns, string pod, string container, IReadOnlyList<string> command, Stream? stdin, Stream? stdout, Stream? stderr,
        CancellationToken cancellationToken)
    {
        var worker = FindPod(ns, pod)
            ?? throw new StatusException(500, "InternalError", $"unable to upgrade connection: pod does not exist (\"{pod}_{ns}\")");
        return await FindContainer(worker, container).ExecAsync(command, stdin, stdout, stderr, cancellationToken);
    }

    private void WriteStatuses(string node)
    {
        foreach (var (worker, _) in workers.Values)
        {
            if (worker.Current.Text("spec", "nodeName") == node)
                worker.WriteStatus();
        }
    }

    private static async Task<Stream> ConnectAsync(int? port, CancellationToken cancellationToken)
    {
        if (port is not { } actual)
            throw new SocketException((int)SocketError.ConnectionRefused);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, actual), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static PodContainer FindContainer(PodWorker worker, string name) => worker.Find(name)
        ?? throw new StatusException(400, "BadRequest", $"container {name} is not valid for pod {worker.Name}");

    private void See(StoreEvent change)
    {
        var pod = change.Object;
        if (change.Type == "DELETED")
        {
            if (workers.TryRemove(pod.Uid(), out var gone))
                _ = EndAsync(gone.Worker, gone.Task);
        }
        else if (workers.TryGetValue(pod.Uid(), out var known))
        {
            known.Worker.See(pod);
        }
        else if (!string.IsNullOrEmpty(pod.Text("spec", "nodeName")) && pod.Text("status", "phase") is not ("Succeeded" or "Failed"))
        {
            var worker = new PodWorker(this, pod, pod.Text("status", "podIP") ?? NewAddress());
            workers[pod.Uid()] = (worker, Task.Run(() => RunAsync(worker)));
        }
        else if (pod.IsDeleting())
        {
            Store.FinishPodDeletion(pod.Namespace(), pod.Name(), pod.Uid());
        }
    }

    private static async Task RunAsync(PodWorker worker)
    {
        try
        {
            await worker.RunAsync();
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync($"pod {worker.Namespace}/{worker.Name}: {exception}");
        }
    }

    private static async Task EndAsync(PodWorker worker, Task task)
    {
        worker.End();
        await task;
        worker.Volumes.Remove();
        worker.Dispose();
    }

    private PodWorker? FindPod(string ns, string name) =>
        workers.Values.Select(static entry => entry.Worker).FirstOrDefault(worker => worker.Namespace == ns && worker.Name == name);

    private string NewAddress()
    {
        var number = Interlocked.Increment(ref addresses);
        return $"10.244.{number / 250}.{number % 250}";
    }
}
