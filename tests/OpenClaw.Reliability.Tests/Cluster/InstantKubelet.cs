using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Pods;

namespace OpenClaw.Reliability.Cluster;

/// <summary>Pods that are Ready the moment they are scheduled and gone the moment they are deleted. Nothing runs in them.</summary>
internal sealed class InstantKubelet(IObjectStore store) : IKubelet
{
    private readonly NodeOutages outages = new(store);
    private volatile PodTrouble trouble;

    /// <summary>What keeps new pods from getting Ready. Set back to None, those that wait get Ready.</summary>
    public PodTrouble Trouble
    {
        get => trouble;
        set
        {
            trouble = value;
            LookAgain();
        }
    }

    /// <summary>Takes a node, with the pods on it, out of service for a time.</summary>
    public async Task TakeDownAsync(string node, TimeSpan time)
    {
        using (outages.Begin(node))
        {
            foreach (var pod in store.List("v1", "Pod").Where(pod => pod.Text("spec", "nodeName") == node))
                store.Update("v1", "Pod", pod.Namespace(), pod.Name(), SetOutOfService, "node-controller", "status");
            await Task.Delay(time);
        }

        LookAgain();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in store.WatchAsync("v1", "Pod", cancellationToken))
                See(change);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    public async IAsyncEnumerable<LogLine> ReadLogAsync(
        string ns, string pod, string container, bool previous, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public Task<Stream> ConnectAsync(string ns, string pod, int port, CancellationToken cancellationToken) =>
        throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused);

    public Task<int> ExecAsync(
        string ns, string pod, string container, IReadOnlyList<string> command, Stream? stdin, Stream? stdout, Stream? stderr,
        CancellationToken cancellationToken) => Task.FromResult(0);

    private static bool SetOutOfService(JsonObject pod)
    {
        foreach (var condition in (string[])["ContainersReady", "Ready"])
            ConditionList.Set(pod.Ensure("status"), condition, false);
        return true;
    }

    private void LookAgain()
    {
        foreach (var pod in store.List("v1", "Pod"))
            See(new StoreEvent("MODIFIED", pod));
    }

    private void See(StoreEvent change)
    {
        var pod = change.Object;
        if (change.Type == "DELETED")
            return;
        if (pod.IsDeleting())
            store.FinishPodDeletion(pod.Namespace(), pod.Name(), pod.Uid());
        else if (!string.IsNullOrEmpty(pod.Text("spec", "nodeName")) && pod.Condition("Ready") != "True" && pod.Text("status", "phase") != "Succeeded")
            store.Update("v1", "Pod", pod.Namespace(), pod.Name(), current => SetReady(current, pod.Uid()), "kubelet", "status");
    }

    private bool SetReady(JsonObject pod, string uid)
    {
        if (pod.Uid() != uid)
            return false;
        var now = DateTimeOffset.UtcNow.ToApiTime();
        var status = pod.Ensure("status");
        if (trouble == PodTrouble.Slow || outages.Has(pod.Text("spec", "nodeName")!))
            return false;
        if (trouble != PodTrouble.None)
            return SetTrouble(pod, status);
        // What only prints its version is over at once.
        if (pod.Objects("spec", "containers").First().Texts("command").LastOrDefault() == "--version")
            return SetOver(pod, status);
        status["phase"] = "Running";
        status["startTime"] = now;
        status["podIP"] = "10.244.0.9";
        foreach (var condition in (string[])["PodScheduled", "Initialized", "ContainersReady", "Ready"])
            ConditionList.Set(status, condition, true);
        status["containerStatuses"] = new JsonArray([.. pod.Objects("spec", "containers").Select(container => new JsonObject
        {
            ["name"] = container.Text("name"),
            ["image"] = container.Text("image"),
            ["imageID"] = "",
            ["ready"] = true,
            ["started"] = true,
            ["restartCount"] = 0,
            ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = now } },
            ["lastState"] = new JsonObject(),
        })]);
        return true;
    }

    private static bool SetOver(JsonObject pod, JsonObject status)
    {
        status["phase"] = "Succeeded";
        status["containerStatuses"] = new JsonArray([.. pod.Objects("spec", "containers").Select(container => new JsonObject
        {
            ["name"] = container.Text("name"),
            ["image"] = container.Text("image"),
            ["imageID"] = "",
            ["ready"] = false,
            ["restartCount"] = 0,
            ["state"] = new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 0, ["reason"] = "Completed" } },
            ["lastState"] = new JsonObject(),
        })]);
        return true;
    }

    private bool SetTrouble(JsonObject pod, JsonObject status)
    {
        var before = status["containerStatuses"]?.ToJsonString();
        status["phase"] = trouble == PodTrouble.OutOfMemory ? "Running" : "Pending";
        status["containerStatuses"] = new JsonArray([.. pod.Objects("spec", "containers").Select(container => new JsonObject
        {
            ["name"] = container.Text("name"),
            ["image"] = container.Text("image"),
            ["imageID"] = "",
            ["ready"] = false,
            ["started"] = false,
            ["restartCount"] = 1,
            ["state"] = new JsonObject
            {
                ["waiting"] = new JsonObject { ["reason"] = trouble == PodTrouble.OutOfMemory ? "CrashLoopBackOff" : "ImagePullBackOff" },
            },
            ["lastState"] = trouble == PodTrouble.OutOfMemory
                ? new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 137, ["reason"] = "OOMKilled" } }
                : new JsonObject(),
        })]);
        return status["containerStatuses"]!.ToJsonString() != before;
    }
}
