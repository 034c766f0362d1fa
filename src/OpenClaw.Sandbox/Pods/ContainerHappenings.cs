using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Pods;

/// <summary>What the fault script has for a container that has just started; what is still to come ends with its run.</summary>
internal sealed class ContainerHappenings : IDisposable
{
    private static readonly TimeSpan UsualOutage = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource over = new();
    private readonly PodWorker pod;
    private readonly ContainerProcess process;

    public ContainerHappenings(PodWorker pod, string container, ContainerProcess process)
    {
        (this.pod, this.process) = (pod, process);
        foreach (var rule in pod.Kubelet.Options.Faults?.OnStart(pod.Name, container) ?? [])
            _ = HappenAsync(rule);
    }

    /// <summary>The container was killed for its memory.</summary>
    public bool IsOutOfMemory { get; private set; }

    public void Dispose()
    {
        over.Cancel();
        over.Dispose();
    }

    private async Task HappenAsync(FaultRule rule)
    {
        try
        {
            await Task.Delay(rule.Delay, over.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        switch (rule.Fault)
        {
            case FaultKind.OutOfMemory:
                IsOutOfMemory = true;
                process.Kill();
                break;
            case FaultKind.PodKilled:
                Delete();
                break;
            default:
                await pod.Kubelet.TakeDownAsync(pod.Current.Text("spec", "nodeName") ?? "", rule.Duration ?? UsualOutage);
                break;
        }
    }

    private void Delete()
    {
        try
        {
            pod.Store.Delete("v1", "Pod", pod.Namespace, pod.Name, gracePeriodSeconds: 0);
        }
        catch (StatusException)
        {
            // It is gone already.
        }
    }
}
