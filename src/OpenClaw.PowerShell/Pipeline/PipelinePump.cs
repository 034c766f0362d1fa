using System.Threading.Channels;

namespace OpenClaw.PowerShell.Pipeline;

/// <summary>
/// Runs asynchronous work for a cmdlet and carries what the work wants written or asked back to the pipeline's thread, the only
/// one that may write or ask.
/// </summary>
internal sealed class PipelinePump
{
    private readonly Channel<Action> _actions =
        Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Has the pipeline's thread do something. Dropped once the work is over or the pipeline has stopped listening.</summary>
    /// <param name="action">What to do.</param>
    public void Post(Action action) => _actions.Writer.TryWrite(action);

    /// <summary>Has the pipeline's thread find an answer.</summary>
    /// <param name="question">Gets the answer.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    public Task<T> AskAsync<T>(Func<T> question, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => answer.SetResult(question()));
        return answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Runs the work to its end on the thread pool while the calling thread does what is posted. When that throws, because the
    /// pipeline is stopping or wants no more, the work is cancelled, awaited, and the exception goes on to the shell.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="stopping">Cancelled when the user stops the pipeline.</param>
    /// <returns>What the work failed with, or null.</returns>
    public Exception? Run(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var task = Task.Run(() => RunToEndAsync(work, cancellation.Token), CancellationToken.None);
        try
        {
            while (_actions.Reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
            {
                while (_actions.Reader.TryRead(out var action))
                    action();
            }
        }
        catch
        {
            cancellation.Cancel();
            task.GetAwaiter().GetResult();
            throw;
        }
        return task.GetAwaiter().GetResult();
    }

    private async Task<Exception?> RunToEndAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
        finally
        {
            _actions.Writer.Complete();
        }
    }
}
