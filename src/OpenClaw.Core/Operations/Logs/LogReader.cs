using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Logs;

/// <summary>Reads what the logs hold now, the lines of all pods in the order of their times.</summary>
internal sealed class LogReader(
    IKubernetesClient client, InstanceNames names, LogQuery query, LogMask mask, Action<OpenClawLogLine> emit, OperationContext context)
{
    /// <summary>Reads.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var logs = new List<PodLog>();
        foreach (var program in query.Programs is [_, ..] chosen ? chosen : PodLog.Both)
        {
            var pods = await client.ListAsync(
                ResourceKind.Pod, names.Namespace, PodLog.Selector(names, program), null, cancellationToken).ConfigureAwait(false);
            logs.AddRange(pods.SelectMany(pod => PodLog.Of(program, pod)));
        }
        var open = new List<IAsyncEnumerator<OpenClawLogLine>>();
        var found = false;
        try
        {
            foreach (var log in logs)
            {
                var (exists, lines) = await OpenAsync(log, cancellationToken).ConfigureAwait(false);
                found |= exists;
                if (lines is not null)
                    open.Add(lines);
            }
            if (!found)
                throw Nothing();
            while (open.MinBy(static lines => lines.Current.Time ?? DateTimeOffset.MinValue) is { } next)
            {
                emit(next.Current);
                if (await next.MoveNextAsync().ConfigureAwait(false))
                    continue;
                open.Remove(next);
                await next.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var lines in open)
                await lines.DisposeAsync().ConfigureAwait(false);
        }
    }

    // At its first line, where it has one.
    private async Task<(bool Exists, IAsyncEnumerator<OpenClawLogLine>? Lines)> OpenAsync(PodLog log, CancellationToken cancellationToken)
    {
        var options = new LogOptions(TailLines: query.Tail, Previous: query.Previous, Since: query.Since);
        var lines = log.ReadAsync(client, names.Namespace, options, mask, query.Timestamps, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var kept = false;
        try
        {
            kept = await lines.MoveNextAsync().ConfigureAwait(false);
            return (true, kept ? lines : null);
        }
        catch (KubernetesException e) when (e.Code is 400 or 404)
        {
            context.Verbose(e.Message);
            return (false, null);
        }
        finally
        {
            if (!kept)
                await lines.DisposeAsync().ConfigureAwait(false);
        }
    }

    private OpenClawException Nothing() => query.Previous
        ? new(nameof(LogMessages.LogNoPrevious), ErrorKind.NotFound, MessageText.Format(LogMessages.LogNoPrevious, $"{names.Namespace}/{names.Name}"), names.Name)
        : new(nameof(LogMessages.LogNone), ErrorKind.NotFound, MessageText.Format(LogMessages.LogNone, $"{names.Namespace}/{names.Name}"), names.Name);
}
