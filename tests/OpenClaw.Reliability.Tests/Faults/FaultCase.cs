using Microsoft.AspNetCore.Http;
using OpenClaw.Reliability.Cluster;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Reliability.Faults;

/// <summary>One fault at one request of one command: the run, the run after it, and what is wrong with either.</summary>
internal sealed class FaultCase(FlowStep step, PlayedFault fault, FlowRequest request)
{
    private const int TroubledTimeout = 4;
    private const int Timeout = 90;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);
    private readonly PodGate gate = new(FlowRequest.Watches);
    private int seen;
    private int happened;

    public FlowStep Step => step;

    public PlayedFault Fault => fault;

    public FlowRequest Request => request;

    /// <summary>The error the faulty run ended in; null when the fault was absorbed.</summary>
    public string? ErrorId { get; private set; }

    /// <summary>What is wrong; null when all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>Runs it.</summary>
    /// <param name="desired">What a run without faults comes to.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(string desired, CancellationToken cancellationToken)
    {
        FastSandbox? sandbox = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            sandbox = await FastSandbox.StartAsync(
                new RequestHooks
                {
                    BeforeRequest = (server, http) =>
                    {
                        See(sandbox, server, http);
                        return Task.FromResult(false);
                    },
                },
                limit.Token);
            await RunAsync(sandbox, desired, limit.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Problem ??= $"threw {e.GetType().Name}: {e.Message}";
        }
        finally
        {
            if (sandbox is not null)
                await sandbox.DisposeAsync();
        }
    }

    public override string ToString() => $"{step}, {fault} at {request}: {ErrorId ?? "absorbed"}{(Problem is null ? "" : "; " + Problem)}";

    private async Task RunAsync(FastSandbox sandbox, string desired, CancellationToken cancellationToken)
    {
        var cluster = step == FlowStep.Install ? await sandbox.MakeClusterAsync(cancellationToken) : null;
        seen = 0;
        if (request.IsWatch)
            gate.Close(sandbox.Kubelet!);
        if (fault.Rule is { } rule)
            sandbox.Host.Faults.Play([fault.Rule.Fault == FaultKind.QuotaExceeded ? rule : request.With(rule)]);
        try
        {
            await FlowAsync(sandbox, cluster, fault.Trouble == PodTrouble.None ? Timeout : TroubledTimeout, cancellationToken);
        }
        catch (OpenClawException e)
        {
            ErrorId = e.ErrorId;
            if (!fault.Kinds.Contains(e.Kind) || e.ErrorId.Length == 0 || e.Message.Length == 0)
                Problem = $"ended in {e.Kind} {e.ErrorId}: {e.Message}";
        }

        if (fault.Rule is { Fault: not FaultKind.QuotaExceeded } && sandbox.Host.Faults.Describe().Sum(static r => r.Number("played")) == 0)
            Problem ??= "the request never came";

        sandbox.Host.Faults.Play([]);
        if (sandbox.Kubelet is { } kubelet)
            kubelet.Trouble = PodTrouble.None;
        var before = DesiredObjects.Precious(sandbox);
        await FlowAsync(sandbox, cluster, Timeout, cancellationToken);
        var after = DesiredObjects.Precious(sandbox);
        if (before.FirstOrDefault(pair => after.GetValueOrDefault(pair.Key) != pair.Value) is { Key: { } lost })
            Problem ??= $"{lost} is not what it was";
        if (DesiredObjects.Of(sandbox) is var found && found != desired)
            Problem ??= $"the second run did not converge: {Difference(desired, found)}";
    }

    private static async Task FlowAsync(FastSandbox sandbox, OpenClawCluster? cluster, int timeout, CancellationToken cancellationToken)
    {
        if (cluster is null)
            await sandbox.MakeClusterAsync(cancellationToken);
        else
            await sandbox.InstallAsync(cluster, cancellationToken, timeout);
    }

    private void See(FastSandbox? sandbox, SandboxServer server, HttpContext http)
    {
        gate.See(FaultRequest.Of(server, http));
        if (fault.Rule is not null || sandbox is null || !request.IsLike(FaultRequest.Of(server, http)))
            return;
        if (Interlocked.Increment(ref seen) == request.Nth && Interlocked.Exchange(ref happened, 1) == 0)
            Happen(sandbox);
    }

    private void Happen(FastSandbox sandbox)
    {
        var store = sandbox.Host.RunningClusters.Single().Store!;
        if (fault.KillsPods)
        {
            foreach (var pod in store.List("v1", "Pod"))
                store.Delete("v1", "Pod", pod.Namespace(), pod.Name(), gracePeriodSeconds: 0);
        }
        else if (fault.NodeFails)
        {
            _ = sandbox.Kubelet!.TakeDownAsync(store.List("v1", "Node").Single().Name(), TimeSpan.FromSeconds(0.5));
        }
        else
        {
            sandbox.Kubelet!.Trouble = fault.Trouble;
        }
    }

    private static string Difference(string desired, string found)
    {
        var (left, right) = (desired.Split('\n'), found.Split('\n'));
        return $"missing {string.Join(" | ", left.Except(right))}; too many {string.Join(" | ", right.Except(left))}";
    }
}
