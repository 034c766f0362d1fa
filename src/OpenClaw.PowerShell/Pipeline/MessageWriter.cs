using System.Management.Automation;
using OpenClaw.Operations;

namespace OpenClaw.PowerShell.Pipeline;

/// <summary>Writes an operation's messages to the streams of a cmdlet. Used on the pipeline's thread only.</summary>
/// <param name="cmdlet">The cmdlet.</param>
internal sealed class MessageWriter(Cmdlet cmdlet)
{
    private static int s_lastActivityId;

    private readonly Dictionary<string, (int Id, string Status)> _activities = [];

    /// <summary>Writes one message.</summary>
    /// <param name="message">The message.</param>
    public void Write(OperationMessage message)
    {
        switch (message)
        {
            case ProgressMessage progress:
                WriteProgress(progress);
                break;
            case VerboseMessage verbose:
                cmdlet.WriteVerbose(verbose.Text);
                break;
            case WarningMessage warning:
                cmdlet.WriteWarning(warning.Text);
                break;
            case DebugMessage debug:
                cmdlet.WriteDebug(debug.Text);
                break;
        }
    }

    /// <summary>Takes away the progress bars that are still there.</summary>
    public void CompleteProgress()
    {
        foreach (var (activity, (id, status)) in _activities)
            cmdlet.WriteProgress(new ProgressRecord(id, activity, status) { RecordType = ProgressRecordType.Completed });
        _activities.Clear();
    }

    private void WriteProgress(ProgressMessage progress)
    {
        var id = _activities.TryGetValue(progress.Activity, out var activity) ? activity.Id : Interlocked.Increment(ref s_lastActivityId);
        cmdlet.WriteProgress(new ProgressRecord(id, progress.Activity, progress.Status)
        {
            PercentComplete = progress.PercentComplete is { } percent ? Math.Clamp(percent, 0, 100) : -1,
            CurrentOperation = progress.CurrentOperation,
            RecordType = progress.Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        });
        if (progress.Completed)
            _activities.Remove(progress.Activity);
        else
            _activities[progress.Activity] = (id, progress.Status);
    }
}
