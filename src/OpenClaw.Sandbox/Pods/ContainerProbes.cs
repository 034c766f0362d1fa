using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Pods;

/// <summary>
/// Runs the probes of a running container. Until a probe passes for the first time it is asked every second at most, from the moment the
/// process listens, so that nobody waits for a period; how long it may fail is as the manifest says.
/// </summary>
internal sealed class ContainerProbes(
    JsonObject spec, ContainerProcess process, Func<string, ContainerProbe?> newProbe, PodContainer container)
{
    private static readonly TimeSpan FirstPeriod = TimeSpan.FromSeconds(1);
    private bool ready;

    /// <summary>Ends when the container must be killed; runs until cancelled otherwise.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (newProbe("startupProbe") is { } startup && !await PassAsync(startup, "Startup", cancellationToken))
        {
            container.Event("Normal", "Killing", $"Container {container.Name} failed startup probe, will be restarted");
            return;
        }

        var readiness = newProbe("readinessProbe");
        container.SetProbed(started: true, ready = readiness is null);
        var readying = readiness is null ? Task.Delay(Timeout.Infinite, cancellationToken) : KeepReadyAsync(readiness, cancellationToken);
        var living = newProbe("livenessProbe") is { } liveness
            ? KeepAliveAsync(liveness, cancellationToken)
            : Task.Delay(Timeout.Infinite, cancellationToken);
        await await Task.WhenAny(readying, living);
        container.Event("Normal", "Killing", $"Container {container.Name} failed liveness probe, will be restarted");
    }

    /// <summary>Asks until the probe passes (true), or has failed for as long as it may (false).</summary>
    private async Task<bool> PassAsync(ContainerProbe probe, string kind, CancellationToken cancellationToken)
    {
        await WaitUntilListeningAsync(cancellationToken);
        var allowed = probe.InitialDelay + (probe.Period * probe.FailureThreshold);
        var watch = Stopwatch.StartNew();
        while (await probe.RunAsync(cancellationToken) is { } failure)
        {
            Unhealthy(kind, failure);
            if (watch.Elapsed >= allowed)
                return false;
            await Task.Delay(Min(probe.Period, FirstPeriod), cancellationToken);
        }

        return true;
    }

    private async Task KeepReadyAsync(ContainerProbe probe, CancellationToken cancellationToken)
    {
        if (spec["startupProbe"] is null)
            await WaitUntilListeningAsync(cancellationToken);
        var first = true;
        for (int failures = 0, successes = 0; ;)
        {
            if (await probe.RunAsync(cancellationToken) is { } failure)
            {
                Unhealthy("Readiness", failure);
                successes = 0;
                if (++failures >= probe.FailureThreshold)
                    ready = false;
            }
            else
            {
                failures = 0;
                if (++successes >= probe.SuccessThreshold)
                    (ready, first) = (true, false);
            }

            container.SetProbed(started: true, ready);
            await Task.Delay(first ? Min(probe.Period, FirstPeriod) : probe.Period, cancellationToken);
        }
    }

    private async Task KeepAliveAsync(ContainerProbe probe, CancellationToken cancellationToken)
    {
        await Task.Delay(probe.InitialDelay, cancellationToken);
        for (var failures = 0; ;)
        {
            await Task.Delay(probe.Period, cancellationToken);
            if (await probe.RunAsync(cancellationToken) is not { } failure)
            {
                failures = 0;
                continue;
            }

            Unhealthy("Liveness", failure);
            if (++failures >= probe.FailureThreshold)
                return;
        }
    }

    private Task WaitUntilListeningAsync(CancellationToken cancellationToken) =>
        Task.WhenAny(process.Listening, Task.Delay(FirstPeriod, cancellationToken));

    private void Unhealthy(string kind, string failure) => container.Event("Warning", "Unhealthy", $"{kind} probe failed: {failure}");

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
