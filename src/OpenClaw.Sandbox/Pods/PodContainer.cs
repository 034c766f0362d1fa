using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Pods.Programs;

namespace OpenClaw.Sandbox.Pods;

/// <summary>One container of a pod: gets its image, runs, is probed, is restarted.</summary>
internal sealed class PodContainer(PodWorker pod, JsonObject spec, bool isInit)
{
    private static readonly TimeSpan ConfigRetry = TimeSpan.FromSeconds(1);
    private readonly RestartBackOff backOff = new();
    private volatile ContainerState state = new() { WaitingReason = "ContainerCreating" };
    private volatile Run? run;
    private volatile ContainerLog? previousLog;

    public string Name { get; } = spec.Text("name") ?? "";

    public JsonObject Spec { get; } = spec;

    public bool IsInit { get; } = isInit;

    public ContainerState State
    {
        get => state;
        private set
        {
            state = value;
            pod.WriteStatus();
        }
    }

    private string FieldPath => $"spec.{(IsInit ? "initContainers" : "containers")}{{{Name}}}";

    /// <summary>Puts a state in without writing it: how it was before the sandbox's cluster was stopped, or that it waits for init containers.</summary>
    public void Prime(ContainerState primed) => state = primed;

    /// <summary>Runs until it is over for good; the result is its exit code.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        while (true)
        {
            var code = await RunOnceAsync(stop);
            stop.ThrowIfCancellationRequested();
            var restarts = pod.RestartPolicy == "Always" && !IsInit || pod.RestartPolicy != "Never" && code != 0;
            if (!restarts)
                return code;

            var wait = backOff.Next();
            var message = $"back-off {wait.TotalSeconds:0}s restarting failed container={Name} pod={pod.Name}_{pod.Namespace}({pod.Uid})";
            State = State.Waiting("CrashLoopBackOff", message);
            Event("Warning", "BackOff", $"Back-off restarting failed container {Name} in pod {pod.Name}_{pod.Namespace}({pod.Uid})");
            await Task.Delay(wait, stop);
            Prime(State with { RestartCount = State.RestartCount + 1 });
        }
    }

    /// <summary>The loopback port that stands for one of the container's ports, or null.</summary>
    public int? FindPort(int port, bool fromOtherPods) => run?.Process.FindPort(port, fromOtherPods);

    /// <summary>Log of the current or last run, or of the one before it. Throws <see cref="StatusException"/> when there is none.</summary>
    public ContainerLog GetLog(bool previous)
    {
        if (previous)
        {
            return previousLog ?? throw new StatusException(
                400, "BadRequest", $"previous terminated container \"{Name}\" in pod \"{pod.Name}\" not found");
        }

        return run?.Log ?? throw new StatusException(
            400, "BadRequest", $"container \"{Name}\" in pod \"{pod.Name}\" is waiting to start: {State.WaitingReason}");
    }

    /// <summary>Runs a command in it. Throws <see cref="StatusException"/> when it does not run.</summary>
    public Task<int> ExecAsync(IReadOnlyList<string> command, Stream? input, Stream? output, Stream? error, CancellationToken cancellationToken) =>
        run is { } current && State.RunningSince is not null
            ? current.Exec.RunAsync(command, input, output, error, cancellationToken)
            : throw new StatusException(500, "InternalError", $"unable to upgrade connection: container not found (\"{Name}\")");

    private async Task<int> RunOnceAsync(CancellationToken stop)
    {
        var program = await PullAsync(stop);
        using var current = await StartAsync(program, stop);
        if (run is { } before)
            previousLog = before.Log;
        run = current;
        State = State.Running();
        Event("Normal", "Started", $"Started container {Name}");
        using var happenings = new ContainerHappenings(pod, Name, current.Process);

        using var probing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var probes = new ContainerProbes(Spec, current.Process, probe => NewProbe(probe, current), this).RunAsync(probing.Token);
        var unhealthy = probes.ContinueWith(
            static task => task.IsCompletedSuccessfully ? Task.CompletedTask : Task.Delay(Timeout.Infinite),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default).Unwrap();
        var stopped = Task.Delay(Timeout.Infinite, stop);
        if (await Task.WhenAny(current.Process.Exited, stopped, unhealthy) != current.Process.Exited)
            await StopAsync(current.Process, stop);

        var code = await current.Process.Exited;
        await probing.CancelAsync();
        backOff.Forget(DateTimeOffset.UtcNow - (State.RunningSince ?? DateTimeOffset.UtcNow));
        State = State.Terminated(code, happenings.IsOutOfMemory ? "OOMKilled" : null);
        return code;
    }

    /// <summary>Finds the program for the image; waits as a kubelet does while there is none.</summary>
    private async Task<string> PullAsync(CancellationToken stop)
    {
        var image = Spec.Text("image") ?? "";
        var never = Spec.Text("imagePullPolicy") == "Never";
        while (true)
        {
            var played = pod.Kubelet.Options.Faults?.FailsPull(pod.Name, Name) == true;
            if (!played && ImageCatalog.FindProgram(image) is { } program)
            {
                Pulled(image, never);
                return program;
            }

            await FailPullAsync(image, never, played, stop);
        }
    }

    private void Pulled(string image, bool never)
    {
        if (never || !pod.Kubelet.IsFirstPull(image))
        {
            Event("Normal", "Pulled", $"Container image \"{image}\" already present on machine");
            return;
        }

        Event("Normal", "Pulling", $"Pulling image \"{image}\"");
        Event("Normal", "Pulled", $"Successfully pulled image \"{image}\" in 1ms (1ms including waiting). Image size: 0 bytes.");
    }

    private async Task FailPullAsync(string image, bool never, bool played, CancellationToken stop)
    {
        var why = played ? "played by the sandbox's fault script" : "the sandbox plays images of litellm and openclaw only";
        var detail = never
            ? $"Container image \"{image}\" is not present with pull policy of Never"
            : $"failed to pull and unpack image \"{image}\": failed to resolve reference \"{image}\": {image}: not found ({why})";
        var (error, waiting) = never ? ("ErrImageNeverPull", "ErrImageNeverPull") : ("ErrImagePull", "ImagePullBackOff");
        if (!never)
        {
            Event("Normal", "Pulling", $"Pulling image \"{image}\"");
            Event("Warning", "Failed", $"Failed to pull image \"{image}\": {detail}");
        }

        State = State.Waiting(error, detail);
        Event("Warning", "Failed", $"Error: {error}");
        await Task.Delay(TimeSpan.FromMilliseconds(500), stop);
        if (!never)
        {
            State = State.Waiting(waiting, $"Back-off pulling image \"{image}\": ErrImagePull: {detail}");
            Event("Normal", "BackOff", $"Back-off pulling image \"{image}\"");
            Event("Warning", "Failed", $"Error: {waiting}");
        }

        await Task.Delay(backOff.Next(), stop);
    }

    /// <summary>Starts the process, once everything its environment is made of is there.</summary>
    private async Task<Run> StartAsync(string program, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                var resolver = new ContainerEnvironment(pod.Store, pod.Current, Spec);
                var environment = resolver.Resolve();
                var mounts = pod.Volumes.MountsOf(Spec);
                var directory = Spec.Text("workingDir") ?? "/app";
                var start = new ContainerStart(
                    resolver.Command(), directory, environment["HOSTNAME"], mounts, pod.Kubelet.Options.CertificateAuthorityPath, Spec.Text("image") ?? "");
                var log = new ContainerLog();
                Event("Normal", "Created", $"Created container: {Name}");
                var process = ContainerProcess.Start(
                    program, $"{pod.Namespace}/{pod.Name}/{Name}", environment, pod.Kubelet.NetworkEnvironment, start, log);
                // OpenClaw's image has curl.
                var proxy = program == ContainerProgram.Gateway ? pod.Kubelet.NetworkEnvironment.GetValueOrDefault("http_proxy") : null;
                var openClaw = program == ContainerProgram.Gateway ? ImageCatalog.VersionOf(Spec.Text("image") ?? "") : null;
                return new Run(process, log, new ContainerExec(environment, mounts, directory, openClaw, proxy is null ? null : new Uri(proxy)));
            }
            catch (ContainerConfigException exception)
            {
                if (State.WaitingReason != "CreateContainerConfigError" || State.WaitingMessage != exception.Message)
                    State = State.Waiting("CreateContainerConfigError", exception.Message);
                Event("Warning", "Failed", $"Error: {exception.Message}");
                await Task.Delay(ConfigRetry, stop);
            }
        }
    }

    private async Task StopAsync(ContainerProcess process, CancellationToken stop)
    {
        if (stop.IsCancellationRequested && !pod.Kill.IsCancellationRequested)
            Event("Normal", "Killing", $"Stopping container {Name}");
        process.RequestStop();
        await process.Exited.WaitAsync(pod.GracePeriod, pod.Kill)
            .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        process.Kill();
    }

    private ContainerProbe? NewProbe(string property, Run current) => Spec[property] is JsonObject probe
        ? new ContainerProbe(probe, Spec, pod.Address, current.Process.FindPort, current.Exec)
        : null;

    /// <summary>Sets whether its startup probe, and its readiness probe, are passed.</summary>
    public void SetProbed(bool started, bool ready)
    {
        if (State.RunningSince is not null && (State.Started, State.Ready) != (started, ready))
            State = State with { Started = started, Ready = ready };
    }

    public void Event(string type, string reason, string message)
    {
        if (type == "Normal")
            pod.Kubelet.Events.Normal(pod.Current, "kubelet", reason, message, FieldPath);
        else
            pod.Kubelet.Events.Warning(pod.Current, "kubelet", reason, message, FieldPath);
    }

    private sealed record Run(ContainerProcess Process, ContainerLog Log, ContainerExec Exec) : IDisposable
    {
        public void Dispose()
        {
            Process.Kill();
            Process.Dispose();
        }
    }
}
