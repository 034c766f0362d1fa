using System.Runtime.CompilerServices;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Pods;

/// <summary>The log of one run of a container: the last lines of it, and a way to wait for more.</summary>
internal sealed class ContainerLog
{
    private const int Capacity = 20_000;
    private readonly List<LogLine> lines = [];
    private long dropped;
    private bool complete;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(string text)
    {
        lock (lines)
        {
            if (lines.Count == Capacity)
            {
                lines.RemoveRange(0, Capacity / 10);
                dropped += Capacity / 10;
            }

            lines.Add(new LogLine(DateTimeOffset.UtcNow, text));
            Signal();
        }
    }

    /// <summary>Says that no more lines come.</summary>
    public void Complete()
    {
        lock (lines)
        {
            complete = true;
            Signal();
        }
    }

    /// <summary>The lines, oldest first; when following, goes on until the log is complete.</summary>
    public async IAsyncEnumerable<LogLine> ReadAsync(bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long next = 0; ;)
        {
            List<LogLine> found;
            Task more;
            bool last;
            lock (lines)
            {
                found = lines.Skip((int)Math.Max(0, next - dropped)).ToList();
                next = dropped + lines.Count;
                more = changed.Task;
                last = complete || !follow;
            }

            foreach (var line in found)
                yield return line;
            if (last)
                yield break;
            await more.WaitAsync(cancellationToken);
        }
    }

    private void Signal()
    {
        changed.TrySetResult();
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
