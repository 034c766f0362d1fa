using System.Globalization;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Backups;

/// <summary>Tells how far a transfer is: bytes, and the time left at the pace so far. At most five times a second.</summary>
/// <param name="operation">Takes the messages.</param>
/// <param name="time">The clock.</param>
/// <param name="activity">The operation, as its other messages call it.</param>
/// <param name="status">What is transferred.</param>
internal sealed class TransferProgress(OperationContext operation, TimeProvider time, string activity, string status)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private readonly long _begun = time.GetTimestamp();
    private long _told;

    /// <summary>Tells it.</summary>
    /// <param name="done">Bytes so far.</param>
    /// <param name="total">Bytes in all.</param>
    public void Report(long done, long total)
    {
        if (done < total && _told != 0 && time.GetElapsedTime(_told) < Interval)
            return;
        _told = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_begun);
        var text = MessageText.Format(BackupMessages.ProgressBytes, status, Size(done), Size(total));
        if (elapsed > Settled && done > 0 && done < total)
            text = MessageText.Format(BackupMessages.ProgressTimeLeft, text, Time(elapsed * ((double)(total - done) / done)));
        operation.Progress(activity, text, total > 0 ? (int)(100 * done / total) : 100);
    }

    /// <summary>A length for people: <c>12.3 MB</c>.</summary>
    /// <param name="bytes">The length.</param>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.CurrentCulture, $"{bytes} B"),
        < 1000 * 1000 => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1e3:0.0} kB"),
        < 1000 * 1000 * 1000 => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1e9:0.00} GB"),
    };

    private static string Time(TimeSpan left) => left.TotalMinutes < 2
        ? string.Create(CultureInfo.CurrentCulture, $"{Math.Ceiling(left.TotalSeconds):0} s")
        : string.Create(CultureInfo.CurrentCulture, $"{Math.Ceiling(left.TotalMinutes):0} min");
}
