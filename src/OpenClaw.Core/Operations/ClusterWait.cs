using System.Globalization;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Waits for Azure and tells how it stands while it does.</summary>
/// <param name="context">Takes the progress.</param>
/// <param name="activity">What is waited for.</param>
internal sealed class ClusterWait(OperationContext context, string activity)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private static readonly double[] Steps = [0.5, 1, 1, 2, 2, 3, 5, 5, 8, 10];

    private readonly long _start = context.Time.GetTimestamp();
    private int _looks;
    private string? _status;

    /// <summary>Tells a new state; a milestone when it is not the last one.</summary>
    public void Report(string status)
    {
        if (status != _status) context.Verbose($"{activity}: {status}");
        _status = status;
        context.Progress(activity, status, currentOperation: Elapsed());
    }

    /// <summary>Waits until it is time to look again.</summary>
    /// <param name="asked">What Azure asked for, or null.</param>
    /// <param name="cancellationToken">Stops the wait at once.</param>
    public async Task PauseAsync(TimeSpan? asked, CancellationToken cancellationToken)
    {
        var pause = asked ?? TimeSpan.FromSeconds(Steps[Math.Min(_looks, Steps.Length - 1)]);
        _looks++;
        for (pause = pause > LongestWait ? LongestWait : pause; pause > TimeSpan.Zero; pause -= Tick)
        {
            context.Progress(activity, _status ?? "", currentOperation: Elapsed());
            await Task.Delay(pause < Tick ? pause : Tick, context.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for an operation to end well.</summary>
    /// <exception cref="OpenClawException">It did not.</exception>
    public async Task ForAsync(LongRunningOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            while (!operation.IsCompleted)
            {
                Report(operation.Status);
                await PauseAsync(operation.RetryAfter, cancellationToken).ConfigureAwait(false);
                await operation.UpdateAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            context.Warning(string.Format(CultureInfo.CurrentCulture, ClusterMessages.WaitCancelled, activity));
            throw;
        }
        finally
        {
            context.ProgressCompleted(activity);
        }
    }

    /// <summary>Tells that the wait is over.</summary>
    public void Complete() => context.ProgressCompleted(activity);

    private string Elapsed() => context.Time.GetElapsedTime(_start).ToString(@"mm\:ss", CultureInfo.InvariantCulture);
}
