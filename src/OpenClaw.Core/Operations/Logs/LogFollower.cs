using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Logs;

/// <summary>Follows the logs of the programs: from restart to restart of a container, and from pod to pod.</summary>
internal sealed class LogFollower(
    IKubernetesClient client, InstanceNames names, LogQuery query, LogMask mask, Action<OpenClawLogLine> emit, OperationContext context)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly Dictionary<string, Followed> _pods = new(StringComparer.Ordinal);
    private readonly List<Task> _running = [];
    private Exception? _failure;

    /// <summary>What is known of a pod's container.</summary>
    private sealed class Followed
    {
        /// <summary>Which run of the container is followed, by its number of restarts before it; -1 for none yet.</summary>
        public int Run { get; set; } = -1;

        /// <summary>The run that the cluster tells of.</summary>
        public int Latest { get; set; }

        /// <summary>Whether that run goes on.</summary>
        public bool IsRunning { get; set; }

        /// <summary>When the last line that was shown was written.</summary>
        public DateTimeOffset Last { get; set; } = DateTimeOffset.MinValue;
    }

    /// <summary>Follows until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var programs = query.Programs is [_, ..] chosen ? chosen : PodLog.Both;
        var watches = programs.Select(program => GuardAsync(() => WatchAsync(program, end), end)).ToList();
        await Task.WhenAll(watches).ConfigureAwait(false);
        Task[] running;
        lock (_lock)
            running = [.. _running];
        await Task.WhenAll(running).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is not null)
            throw _failure;
    }

    // The first failure ends all; what the end does to the others is none.
    private async Task GuardAsync(Func<Task> work, CancellationTokenSource end)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // This is the end.
        }
        catch (OpenClawException e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
            await end.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task WatchAsync(OpenClawProgram program, CancellationTokenSource end)
    {
        var first = true;
        var changes = client.WatchAsync(ResourceKind.Pod, names.Namespace, PodLog.Selector(names, program), null, end.Token);
        await foreach (var change in changes.ConfigureAwait(false))
        {
            if (change.Type == WatchEventType.Synced)
            {
                first = false;
                if (_pods.Count == 0)
                    context.Verbose(MessageText.Format(LogMessages.LogWaiting, program));
            }
            else if (change.Object is { } pod)
            {
                Take(program, pod, change.Type == WatchEventType.Deleted, first, end);
            }
        }
    }

    private void Take(OpenClawProgram program, JsonObject pod, bool isGone, bool isFirst, CancellationTokenSource end)
    {
        var name = pod.Child("metadata").Text("name") ?? "";
        var container = pod.Child("status").Children("containerStatuses").FirstOrDefault(c => c.Text("name") == PodLog.MainContainer(program));
        lock (_lock)
        {
            if (!_pods.TryGetValue(name, out var followed))
                _pods[name] = followed = new();
            if (isGone)
                _pods.Remove(name);
            var state = container.Child("state");
            followed.Latest = container.Integer("restartCount") ?? 0;
            followed.IsRunning = !isGone && state.Child("running") is not null;
            var hasLog = followed.IsRunning || (!isGone && state.Child("terminated") is not null);
            if (!hasLog || followed.Run >= followed.Latest)
                return;
            var options = isFirst
                ? new LogOptions(TailLines: query.Tail, Since: query.Since, Follow: true)
                : new LogOptions(Follow: true);
            followed.Run = followed.Latest;
            var run = followed.Latest;
            _running.Add(GuardAsync(() => FollowAsync(new(program, name, PodLog.MainContainer(program)), followed, run, options, isFirst, end.Token), end));
        }
    }

    private async Task FollowAsync(PodLog log, Followed followed, int run, LogOptions options, bool isFirst, CancellationToken cancellationToken)
    {
        await Task.Yield();
        // A pod that comes later may have come because of new secrets.
        if (!isFirst)
            await mask.ReadAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            // What was shown before a break, or under the number of the run before, is not shown again.
            var shown = followed.Last;
            try
            {
                await foreach (var line in log.ReadAsync(client, names.Namespace, options, mask, query.Timestamps, cancellationToken).ConfigureAwait(false))
                    if (!(line.Time <= shown))
                        Show(line, followed);
            }
            catch (KubernetesException e) when (e.Code is 400 or 404)
            {
                context.Debug(e.Message);
            }
            catch (OpenClawException e) when (e.Kind is ErrorKind.ConnectionError or ErrorKind.Timeout)
            {
                context.Verbose(e.Message);
            }
            lock (_lock)
                if (!followed.IsRunning || followed.Latest != run)
                    return;
            // The stream broke off, or the cluster has not told yet that the program ended.
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            options = new(Follow: true, Since: followed.Last == DateTimeOffset.MinValue ? null : DateTimeOffset.UtcNow - followed.Last + Pause);
        }
    }

    private void Show(OpenClawLogLine line, Followed followed)
    {
        lock (_lock)
        {
            followed.Last = line.Time ?? followed.Last;
            emit(line);
        }
    }
}
