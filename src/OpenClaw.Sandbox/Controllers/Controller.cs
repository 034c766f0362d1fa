using System.Text.Json.Nodes;
using System.Threading.Channels;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>
/// A control loop: watches kinds, turns each change into keys of objects to look at, and looks at one key at a time. A key that is
/// asked for again while it waits is looked at once. What fails is tried again.
/// </summary>
internal abstract class Controller(IObjectStore store)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);
    private readonly Channel<ObjectKey> queue = Channel.CreateUnbounded<ObjectKey>();
    private readonly HashSet<ObjectKey> waiting = [];

    protected IObjectStore Store { get; } = store;

    /// <summary>The kinds to watch, and which keys a change of such an object concerns.</summary>
    protected abstract IReadOnlyList<Source> Sources { get; }

    /// <summary>Brings what one object asks for and what there is closer together. Returns when to look again without a change, or null.</summary>
    protected abstract TimeSpan? Reconcile(ObjectKey key);

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var tasks = Sources.Select(source => WatchAsync(source, cancellationToken)).Append(WorkAsync(cancellationToken));
        try
        {
            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task WatchAsync(Source source, CancellationToken cancellationToken)
    {
        await foreach (var change in Store.WatchAsync(source.ApiVersion, source.Kind, cancellationToken))
        {
            foreach (var key in source.Keys(change.Object))
                Enqueue(key);
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await foreach (var key in queue.Reader.ReadAllAsync(cancellationToken))
        {
            // The channel looks at the token only when it is empty.
            cancellationToken.ThrowIfCancellationRequested();
            lock (waiting)
                waiting.Remove(key);

            TimeSpan? again;
            try
            {
                again = Reconcile(key);
            }
            catch (StatusException)
            {
                again = RetryDelay;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await Console.Error.WriteLineAsync($"{GetType().Name}: {key.Namespace}/{key.Name}: {exception}");
                again = TimeSpan.FromSeconds(1);
            }

            if (again is { } delay)
                _ = EnqueueLaterAsync(key, delay, cancellationToken);
        }
    }

    private async Task EnqueueLaterAsync(ObjectKey key, TimeSpan delay, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested)
            Enqueue(key);
    }

    private void Enqueue(ObjectKey key)
    {
        lock (waiting)
        {
            if (!waiting.Add(key))
                return;
        }

        queue.Writer.TryWrite(key);
    }

    /// <summary>A watched kind and the keys a change of one of its objects concerns.</summary>
    protected sealed record Source(string ApiVersion, string Kind, Func<JsonObject, IEnumerable<ObjectKey>> Keys)
    {
        /// <summary>A kind whose objects are themselves looked after.</summary>
        public static Source Self(string apiVersion, string kind) => new(apiVersion, kind, static obj => [ObjectKey.Of(obj)]);

        /// <summary>A kind whose objects are looked after through their controlling owner of another kind.</summary>
        public static Source Owned(string apiVersion, string kind, string ownerKind) => new(
            apiVersion,
            kind,
            obj => obj.Objects("metadata", "ownerReferences")
                .Where(owner => owner.Flag("controller") && owner.Text("kind") == ownerKind)
                .Select(owner => new ObjectKey(obj.Namespace(), owner.Text("name") ?? "")));
    }
}
