using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Tests.Operations;

/// <summary>
/// Passes calls on to a real client, notes them, and can die like a killed process: at one write, before or after the server sees it, and
/// at every call from then on. To die at a read leaves the same behind as to die after the write before it.
/// </summary>
internal sealed class RecordingClient(IKubernetesClient inner, int dieAt = 0, bool afterwards = false) : IKubernetesClient
{
    private readonly List<string> _calls = [];
    private readonly Lock _lock = new();
    private int _writes;
    private bool _dead;

    /// <summary>All calls so far, as verb and object.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    /// <summary>The calls that change something.</summary>
    public IEnumerable<string> Writes => Calls.Where(c => c.StartsWith('!'));

    public string Name => inner.Name;

    public void Dispose() => inner.Dispose();

    public Task<string> GetVersionAsync(CancellationToken cancellationToken) =>
        CallAsync("version", () => inner.GetVersionAsync(cancellationToken));

    public Task<JsonObject?> GetAsync(ResourceName resource, CancellationToken cancellationToken) =>
        CallAsync($"get {resource}", () => inner.GetAsync(resource, cancellationToken));

    public Task<IReadOnlyList<JsonObject>> ListAsync(
        ResourceKind kind, string? ns, string? labelSelector, string? fieldSelector, CancellationToken cancellationToken) =>
        CallAsync($"list {kind.Kind}", () => inner.ListAsync(kind, ns, labelSelector, fieldSelector, cancellationToken));

    public Task<JsonObject> ApplyAsync(JsonObject manifest, ApplyOptions options, CancellationToken cancellationToken) =>
        CallAsync($"{(options.DryRun ? "dry " : "!")}apply {ResourceName.Of(manifest)}", () => inner.ApplyAsync(manifest, options, cancellationToken));

    public Task<JsonObject> CreateAsync(JsonObject manifest, string fieldManager, CancellationToken cancellationToken) =>
        CallAsync($"!create {ResourceName.Of(manifest)}", () => inner.CreateAsync(manifest, fieldManager, cancellationToken));

    public Task<JsonObject> ReplaceAsync(JsonObject manifest, string fieldManager, CancellationToken cancellationToken) =>
        CallAsync($"!replace {ResourceName.Of(manifest)}", () => inner.ReplaceAsync(manifest, fieldManager, cancellationToken));

    public Task<string?> EvictAsync(string ns, string pod, string uid, CancellationToken cancellationToken) =>
        CallAsync($"!evict {ns}/{pod}", () => inner.EvictAsync(ns, pod, uid, cancellationToken));

    public Task<bool> DeleteAsync(ResourceName resource, DeleteOptions options, CancellationToken cancellationToken) =>
        CallAsync($"!delete {resource}", () => inner.DeleteAsync(resource, options, cancellationToken));

    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceKind kind, string? ns, string? labelSelector, string? fieldSelector, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CallAsync($"watch {kind.Kind}", () => Task.FromResult(true));
        await foreach (var change in inner.WatchAsync(kind, ns, labelSelector, fieldSelector, cancellationToken))
            yield return change;
    }

    public IAsyncEnumerable<string> ReadLogAsync(string ns, string pod, LogOptions options, CancellationToken cancellationToken) =>
        inner.ReadLogAsync(ns, pod, options, cancellationToken);

    public IPortForwarder CreatePortForwarder(string ns, int port) => inner.CreatePortForwarder(ns, port);

    public Task<IPortForwardConnection> PortForwardAsync(string ns, string pod, int port, CancellationToken cancellationToken) =>
        inner.PortForwardAsync(ns, pod, port, cancellationToken);

    public Task<int> ExecAsync(string ns, string pod, ExecCommand command, CancellationToken cancellationToken) =>
        CallAsync($"!exec {ns}/{pod} {string.Join(' ', command.Command)}", () => inner.ExecAsync(ns, pod, command, cancellationToken));

    private async Task<T> CallAsync<T>(string call, Func<Task<T>> run)
    {
        bool last;
        lock (_lock)
        {
            if (_dead)
                throw new KilledException();
            _calls.Add(call);
            last = call[0] == '!' && ++_writes == dieAt;
            _dead = last;
        }
        if (last && !afterwards)
            throw new KilledException();
        var result = await run();
        return last ? throw new KilledException() : result;
    }
}

/// <summary>The process is gone: no handler of the product may take this for one of its own errors.</summary>
internal sealed class KilledException : Exception;
