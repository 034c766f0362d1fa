using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Reliability.Crashes;

/// <summary>
/// Counts the requests of a sandbox, of both its servers together, and holds them at one: that one before it is handled or before it is
/// answered, all later ones before they are handled, until the process that sent them is gone.
/// </summary>
internal sealed class KillSwitch
{
    private static readonly object Marked = new();

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<(string Method, string Path)> _seen = new();
    private readonly ConcurrentDictionary<HttpContext, Task> _underWay = new();
    private readonly int _at;
    private readonly KillMoment _moment;
    private int _count;

    /// <summary>Makes one.</summary>
    /// <param name="at">Number of the request, from 1; 0 for none.</param>
    /// <param name="moment">Before or after it is handled.</param>
    public KillSwitch(int at, KillMoment moment)
    {
        (_at, _moment) = (at, moment);
        Hooks = new RequestHooks { BeforeRequest = BeforeRequestAsync, BeforeAnswer = BeforeAnswerAsync };
    }

    public RequestHooks Hooks { get; }

    /// <summary>Ends when the request is there and held.</summary>
    public Task Reached => _reached.Task;

    /// <summary>The requests so far, in the order they came.</summary>
    public IReadOnlyList<(string Method, string Path)> Seen => [.. _seen];

    /// <summary>The process is gone: drops what is held, and waits until the servers are done with all it has sent.</summary>
    public async Task DropHeldAsync(CancellationToken cancellationToken)
    {
        _gone.SetResult();
        await Task.WhenAll(_underWay.Values).WaitAsync(cancellationToken);
    }

    private async Task<bool> BeforeRequestAsync(SandboxServer server, HttpContext http)
    {
        if (_gone.Task.IsCompleted)
            return false;
        Track(http);
        _seen.Enqueue((http.Request.Method, http.Request.Path + http.Request.QueryString));
        var number = Interlocked.Increment(ref _count);
        if (_at == 0 || number < _at)
            return false;
        if (number == _at && _moment == KillMoment.After)
        {
            http.Items[Marked] = true;
            return false;
        }
        if (number == _at)
            _reached.SetResult();
        await _gone.Task;
        http.Abort();
        return true;
    }

    private async Task<bool> BeforeAnswerAsync(SandboxServer server, HttpContext http)
    {
        if (!http.Items.ContainsKey(Marked))
            return false;
        _reached.TrySetResult();
        await _gone.Task;
        return true;
    }

    private void Track(HttpContext http)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[http] = done.Task;
        http.Response.OnCompleted(() =>
        {
            done.SetResult();
            _underWay.TryRemove(http, out _);
            return Task.CompletedTask;
        });
    }
}
