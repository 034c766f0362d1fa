using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Pods;

/// <summary>Lives one pod: volumes, init containers one after the other, containers side by side, and the end of it all.</summary>
internal sealed class PodWorker : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource kill = new();
    private readonly List<PodContainer> containers;
    private readonly DateTimeOffset startTime;
    private bool deleting;
    private bool failed;

    public PodWorker(Kubelet kubelet, JsonObject pod, string address)
    {
        Kubelet = kubelet;
        Current = pod;
        Address = address;
        Volumes = new PodVolumes(Store, Path.Combine(kubelet.Options.PodsFolder, pod.Uid()), kubelet.Options.VolumesFolder);
        startTime = pod.Time("status", "startTime") ?? DateTimeOffset.UtcNow;
        var init = pod.Objects("spec", "initContainers").Select(spec => new PodContainer(this, (JsonObject)spec.DeepClone(), isInit: true)).ToList();
        var main = pod.Objects("spec", "containers").Select(spec => new PodContainer(this, (JsonObject)spec.DeepClone(), isInit: false));
        containers = [.. init, .. main];
        foreach (var container in containers)
            container.Prime(FirstState(container, init.Count > 0));
    }

    public Kubelet Kubelet { get; }

    public IObjectStore Store => Kubelet.Store;

    public PodVolumes Volumes { get; }

    /// <summary>The pod's address on the cluster's network.</summary>
    public string Address { get; }

    /// <summary>The pod as it was last seen.</summary>
    public JsonObject Current { get; private set; }

    public string Name => Current.Name();

    public string Namespace => Current.Namespace();

    public string Uid => Current.Uid();

    public string RestartPolicy => Current.Text("spec", "restartPolicy") ?? "Always";

    /// <summary>Cancelled when processes must end without grace.</summary>
    public CancellationToken Kill => kill.Token;

    /// <summary>How long a process may take to stop.</summary>
    public TimeSpan GracePeriod => TimeSpan.FromSeconds(
        Current.Number("metadata", "deletionGracePeriodSeconds") ?? Current.Number("spec", "terminationGracePeriodSeconds") ?? 30);

    /// <summary>The container of a name; an empty name means the first.</summary>
    public PodContainer? Find(string name) => name.Length == 0
        ? containers.Find(static container => !container.IsInit)
        : containers.Find(container => container.Name == name);

    /// <summary>The loopback port that stands for one of the pod's ports, or null when nothing listens there.</summary>
    public int? FindPort(int port, bool fromOtherPods) =>
        containers.Select(container => container.FindPort(port, fromOtherPods)).FirstOrDefault(static found => found is not null);

    /// <summary>Takes a newer version of the pod.</summary>
    public void See(JsonObject pod)
    {
        Current = pod;
        if (!pod.IsDeleting())
            return;
        deleting = true;
        stop.Cancel();
    }

    /// <summary>Ends every process at once: the pod is gone from the API, or the cluster stops.</summary>
    public void End()
    {
        kill.Cancel();
        stop.Cancel();
    }

    /// <summary>Runs until the pod is deleted or <see cref="End"/> is called.</summary>
    public async Task RunAsync()
    {
        See(Current);
        try
        {
            await SetUpVolumesAsync();
            await RunContainersAsync();
            await Task.Delay(Timeout.Infinite, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }

        if (!deleting)
            return;
        Volumes.Remove();
        Store.FinishPodDeletion(Namespace, Name, Uid);
    }

    public void Dispose()
    {
        stop.Dispose();
        kill.Dispose();
    }

    /// <summary>Writes the pod's status if it changed.</summary>
    public void WriteStatus()
    {
        if (kill.IsCancellationRequested)
            return;
        try
        {
            Store.Update("v1", "Pod", Namespace, Name, FillStatus, "kubelet", "status");
        }
        catch (StatusException)
        {
            // The next change writes it.
        }
    }

    private ContainerState FirstState(PodContainer container, bool hasInit)
    {
        var known = Current.Objects("status", container.IsInit ? "initContainerStatuses" : "containerStatuses")
            .FirstOrDefault(status => status.Text("name") == container.Name);
        var before = known.At("state", "terminated") as JsonObject ?? known.At("lastState", "terminated") as JsonObject;
        var ran = known.At("state", "running") is not null;
        return new ContainerState
        {
            WaitingReason = hasInit ? "PodInitializing" : "ContainerCreating",
            RestartCount = (known.Number("restartCount") ?? 0) + (ran && !container.IsInit ? 1 : 0),
            LastTermination = before?.DeepClone() as JsonObject,
        };
    }

    private async Task SetUpVolumesAsync()
    {
        WriteStatus();
        while (true)
        {
            try
            {
                Volumes.SetUp(Current);
                return;
            }
            catch (ContainerConfigException exception)
            {
                Kubelet.Events.Warning(Current, "kubelet", "FailedMount", exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), stop.Token);
            }
            catch (VolumeInUseException exception)
            {
                Kubelet.Events.Warning(Current, "attachdetach-controller", "FailedAttachVolume", exception.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(250), stop.Token);
            }
        }
    }

    private async Task RunContainersAsync()
    {
        foreach (var container in containers.Where(static container => container.IsInit))
        {
            if (await container.RunAsync(stop.Token) == 0)
                continue;
            failed = true;
            WriteStatus();
            return;
        }

        await Task.WhenAll(containers.Where(static container => !container.IsInit).Select(container => container.RunAsync(stop.Token)));
    }

    private bool FillStatus(JsonObject pod)
    {
        if (pod.Uid() != Uid)
            return false;
        var before = pod["status"]?.DeepClone();
        var status = pod.Ensure("status");
        var main = containers.Where(static container => !container.IsInit).ToList();
        var init = containers.Where(static container => container.IsInit).ToList();
        var initialized = init.TrueForAll(static container => container.State.Termination.Number("exitCode") == 0);
        var ready = main.TrueForAll(static container => container.State.Ready);
        var down = Kubelet.IsDown(pod.Text("spec", "nodeName") ?? "");

        status["phase"] = Phase(main, initialized);
        status["hostIP"] = "10.224.0.4";
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = "10.224.0.4" });
        status["podIP"] = Address;
        status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = Address });
        status["startTime"] = startTime.ToApiTime();
        status["qosClass"] ??= QosClass(pod);
        ConditionList.Set(status, "PodScheduled", true);
        ConditionList.Set(status, "PodReadyToStartContainers", true);
        Set(status, "Initialized", initialized, "ContainersNotInitialized", "incomplete", init, static state => state.Termination.Number("exitCode") == 0);
        Set(status, "ContainersReady", ready, "ContainersNotReady", "unready", main, static state => state.Ready);
        Set(status, "Ready", ready && !down, "ContainersNotReady", "unready", main, static state => state.Ready);
        if (init.Count > 0)
            status["initContainerStatuses"] = new JsonArray([.. init.Select(static container => container.State.ToStatus(container.Spec))]);
        status["containerStatuses"] = new JsonArray([.. main.Select(static container => container.State.ToStatus(container.Spec))]);
        return !JsonNode.DeepEquals(before, status);
    }

    private static void Set(
        JsonObject status, string type, bool value, string reason, string what, List<PodContainer> all, Func<ContainerState, bool> isFine)
    {
        var names = string.Join(' ', all.Where(container => !isFine(container.State)).Select(static container => container.Name));
        ConditionList.Set(status, type, value, value ? null : reason, value ? null : $"containers with {what} status: [{names}]");
    }

    private string Phase(List<PodContainer> main, bool initialized)
    {
        if (failed)
            return "Failed";
        if (!initialized || main.Exists(static container => !container.State.EverRan))
            return "Pending";
        // A container that is over and will be restarted is waiting again in a moment; the pod goes on running.
        if (RestartPolicy == "Always" || main.Exists(static container => container.State.Termination is null))
            return "Running";
        if (main.TrueForAll(static container => container.State.Termination.Number("exitCode") == 0))
            return "Succeeded";
        return RestartPolicy == "Never" ? "Failed" : "Running";
    }

    private static string QosClass(JsonObject pod)
    {
        var all = pod.Objects("spec", "containers").Concat(pod.Objects("spec", "initContainers")).ToList();
        if (all.TrueForAll(static container => container.Map("resources", "requests").Count == 0 && container.Map("resources", "limits").Count == 0))
            return "BestEffort";
        return all.TrueForAll(static container => container.Map("resources", "limits") is { } limits
            && limits.ContainsKey("cpu") && limits.ContainsKey("memory")
            && container.Map("resources", "requests").All(pair => limits.GetValueOrDefault(pair.Key) == pair.Value))
            ? "Guaranteed"
            : "Burstable";
    }
}
