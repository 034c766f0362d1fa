using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Tests.Operations;

/// <summary>
/// Passes calls on to a real client, notes them, and can die like a killed process: at one call, before or after the server sees it, and
/// at every call from then on.
/// </summary>
internal sealed class RecordingClient(IKubernetesClient inner, int dieAt = int.MaxValue, bool afterwards = false) : IKubernetesClient
{
    private readonly List<string> _calls = [];
    private readonly Lock _lock = new();

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

    public Task<bool> DeleteAsync(ResourceName resource, CancellationToken cancellationToken) =>
        CallAsync($"!delete {resource}", () => inner.DeleteAsync(resource, cancellationToken));

    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceKind kind, string? ns, string? labelSelector, string? fieldSelector, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CallAsync($"watch {kind.Kind}", () => Task.FromResult(true));
        await foreach (var change in inner.WatchAsync(kind, ns, labelSelector, fieldSelector, cancellationToken))
            yield return change;
    }

    public IAsyncEnumerable<string> ReadLogAsync(string ns, string pod, LogOptions options, CancellationToken cancellationToken) =>
        inner.ReadLogAsync(ns, pod, options, cancellationToken);

    public Task<IPortForwardConnection> PortForwardAsync(string ns, string pod, int port, CancellationToken cancellationToken) =>
        inner.PortForwardAsync(ns, pod, port, cancellationToken);

    private async Task<T> CallAsync<T>(string call, Func<Task<T>> run)
    {
        int number;
        lock (_lock)
        {
            _calls.Add(call);
            number = _calls.Count;
        }
        if (number > dieAt || (number == dieAt && !afterwards))
            throw new KilledException();
        var result = await run();
        return number == dieAt ? throw new KilledException() : result;
    }
}

/// <summary>The process is gone: no handler of the product may take this for one of its own errors.</summary>
internal sealed class KilledException : Exception;
