using System.Diagnostics;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Checks;

/// <summary>Runs checks one after the other, times them, and tells of each as it ends.</summary>
/// <param name="emit">Takes the results.</param>
/// <param name="context">Takes progress.</param>
/// <param name="activity">What it is called while it runs, with a place for the instance's name; null for the test of the whole chain.</param>
internal sealed class CheckReport(Action<OpenClawTestResult> emit, OperationContext context, string? activity = null)
{
    // Without the endpoints, of which there may be several.
    private const int UsualCount = 15;

    private int _done;

    /// <summary>The instance's name; may become known only by the first checks.</summary>
    public string InstanceName { get; set; } = "";

    /// <summary>Its namespace.</summary>
    public string Namespace { get; set; } = "";

    private string Activity => MessageText.Format(activity ?? CheckMessages.CheckActivity, InstanceName);

    /// <summary>Runs a check.</summary>
    /// <param name="name">The link of the chain.</param>
    /// <param name="blocked">The earlier link without which this one cannot be tested, when that is broken, else null.</param>
    /// <param name="remedy">What to do when it fails with an exception that does not say.</param>
    /// <param name="check">The check.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>True unless it failed or could not be tested for an earlier link.</returns>
    public async Task<bool> RunAsync(
        string name, string? blocked, string remedy, Func<CancellationToken, Task<CheckOutcome>> check, CancellationToken cancellationToken)
    {
        context.Progress(Activity, name, Math.Min(95, 100 * _done++ / UsualCount));
        var watch = Stopwatch.StartNew();
        var outcome = blocked is not null
            ? CheckOutcome.Skipped(MessageText.Format(CheckMessages.CheckBlocked, blocked))
            : await RunAsync(check, remedy, cancellationToken).ConfigureAwait(false);
        var result = new OpenClawTestResult
        {
            Name = name,
            Status = outcome.Status,
            Detail = outcome.Detail,
            Remedy = outcome.Remedy,
            Duration = watch.Elapsed,
            InstanceName = InstanceName,
            Namespace = Namespace,
        };
        context.Verbose(result.ToString());
        emit(result);
        return blocked is null && outcome.Status != OpenClawTestStatus.Failed;
    }

    /// <summary>Tells that all is done.</summary>
    public void Complete() => context.ProgressCompleted(Activity);

    private static async Task<CheckOutcome> RunAsync(
        Func<CancellationToken, Task<CheckOutcome>> check, string remedy, CancellationToken cancellationToken)
    {
        try
        {
            return await check(cancellationToken).ConfigureAwait(false);
        }
        // What the caller got wrong is no finding about the instance.
        catch (OpenClawException e) when (e.Kind != ErrorKind.InvalidArgument)
        {
            return CheckOutcome.Failed(e.Message, e.RecommendedAction ?? remedy);
        }
        catch (HttpRequestException e)
        {
            return CheckOutcome.Failed((e.InnerException as OpenClawException ?? (Exception)e).Message, remedy);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckOutcome.Failed(CheckMessages.NoAnswer, remedy);
        }
    }
}
