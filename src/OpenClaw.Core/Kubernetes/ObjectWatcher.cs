using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Kubernetes;

/// <summary>One watch: lists, watches from there, goes on after breaks, and lists again when the server forgot where it was.</summary>
/// <param name="http">The way to the server.</param>
/// <param name="lister">Lists the objects.</param>
/// <param name="selection">Which objects.</param>
/// <param name="context">Takes debug lines.</param>
/// <param name="time">The clock of waits.</param>
internal sealed class ObjectWatcher(
    KubernetesHttp http, ObjectLister lister, ObjectSelection selection, OperationContext context, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ServerTimeout = TimeSpan.FromSeconds(290);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    private readonly WatchedObjects _objects = new();
    private StreamedLines? _stream;
    private CancellationTokenSource? _streamTimeout;
    private string? _resourceVersion;
    private bool _synced;
    private int _failures;
    private bool _interrupted;

    /// <summary>Takes the next step: a list, the opening of a stream, or a line of it.</summary>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The events it brought; maybe none.</returns>
    public async Task<IReadOnlyList<WatchEvent>> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_interrupted)
                await BackOffAsync(cancellationToken).ConfigureAwait(false);
            if (_resourceVersion is null)
                return await ListAsync(cancellationToken).ConfigureAwait(false);
            _stream ??= await OpenAsync(_resourceVersion, cancellationToken).ConfigureAwait(false);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _streamTimeout!.Token);
            var line = await _stream.ReadAsync(either.Token).ConfigureAwait(false);
            if (line is not null)
                return Take(line);
            Close();
            return [];
        }
        catch (KubernetesException e) when (e.Code == 410)
        {
            context.Debug($"The watch of {selection} is too far behind; listing again");
            _resourceVersion = null;
            await BackOffAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e) when (_synced && IsPassing(e))
        {
            context.Debug($"The watch of {selection} broke: {e.Message}");
            // A stream that ends is nothing to tell of, only one that cannot be opened again.
            if (_stream is not null)
            {
                await BackOffAsync(cancellationToken).ConfigureAwait(false);
                return [];
            }

            _interrupted = true;
            return [new(WatchEventType.Interrupted, null) { Error = e }];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Close();
        }

        return [];
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static bool IsPassing(OpenClawException exception) =>
        exception is KubernetesException { Code: 429 or >= 500 }
        || exception is { Kind: ErrorKind.ConnectionError, ErrorId: not nameof(Resources.KubernetesMessages.KubernetesUntrusted) };

    private async Task<IReadOnlyList<WatchEvent>> ListAsync(CancellationToken cancellationToken)
    {
        var (items, resourceVersion) = await lister.ListAsync(selection, cancellationToken).ConfigureAwait(false);
        _resourceVersion = resourceVersion;
        var events = _objects.Replace(items);
        if (_synced)
            return events;
        _synced = true;
        return [.. events, new(WatchEventType.Synced, null)];
    }

    private async Task<StreamedLines> OpenAsync(string resourceVersion, CancellationToken cancellationToken)
    {
        var query = selection.Query()
            .Add("watch", "true")
            .Add("allowWatchBookmarks", "true")
            .Add("timeoutSeconds", ServerTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture))
            .Add("resourceVersion", resourceVersion);
        var stream = await StreamedLines.OpenAsync(
            http, new(HttpMethod.Get, selection.Path + query, "watch", selection), cancellationToken).ConfigureAwait(false);
        // A connection that died unnoticed is given up when the server ought to have ended the watch itself.
        _streamTimeout = new(ServerTimeout + TimeSpan.FromSeconds(30), time);
        return stream;
    }

    private IReadOnlyList<WatchEvent> Take(string line)
    {
        var change = JsonBody.Parse(System.Text.Encoding.UTF8.GetBytes(line));
        var (type, item) = (change.Text("type"), change.Child("object"));
        // A line cut off in the middle ends the stream; what it held comes again from the last version seen.
        if (change is null || item is null)
            throw ConnectionErrors.Create(http.Connection, new IOException("incomplete event"));
        if (type == "ERROR")
            throw StatusErrors.Create(http.Connection.Name, "watch", selection, item);
        change.Remove("object");
        var happened = type == "BOOKMARK" ? null : _objects.Take(type, item);
        _resourceVersion = item.Child("metadata").Text("resourceVersion") ?? _resourceVersion;
        _failures = 0;
        return happened is null ? [] : [happened];
    }

    private async Task BackOffAsync(CancellationToken cancellationToken)
    {
        Close();
        _interrupted = false;
        await Task.Delay(RetryPolicy.Backoff(++_failures, LongestBackoff), time, cancellationToken).ConfigureAwait(false);
    }

    private void Close()
    {
        _stream?.Dispose();
        _streamTimeout?.Dispose();
        (_stream, _streamTimeout) = (null, null);
    }
}
