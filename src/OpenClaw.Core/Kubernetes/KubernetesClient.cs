using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes.PortForwarding;
using OpenClaw.Operations;

namespace OpenClaw.Kubernetes;

/// <summary>Talks to one API server over HTTPS.</summary>
internal sealed class KubernetesClient : IKubernetesClient
{
    private const string ApplyPatch = "application/apply-patch+yaml";

    private readonly KubernetesConnection _connection;
    private readonly OperationContext _context;
    private readonly TimeProvider _time;
    private readonly KubernetesHttp _http;
    private readonly ObjectLister _lister;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="connection">How to reach the server, and as whom.</param>
    /// <param name="context">Takes a debug line for each request and the server's warnings; null drops them.</param>
    /// <param name="time">The clock of waits; null is the system's.</param>
    public KubernetesClient(KubernetesConnection connection, OperationContext? context = null, TimeProvider? time = null)
    {
        (_connection, _context, _time) = (connection, context ?? OperationContext.Silent, time ?? context?.Time ?? TimeProvider.System);
        _http = new(connection, _context, _time);
        _lister = new(_http);
    }

    /// <inheritdoc/>
    public string Name => _connection.Name;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <inheritdoc/>
    public async Task<string> GetVersionAsync(CancellationToken cancellationToken)
    {
        var version = await SendAsync(new(HttpMethod.Get, "version", "get", "/version"), cancellationToken).ConfigureAwait(false);
        return version.Text("gitVersion") ?? "";
    }

    /// <inheritdoc/>
    public async Task<JsonObject?> GetAsync(ResourceName resource, CancellationToken cancellationToken)
    {
        resource = Placed(resource);
        try
        {
            return await SendAsync(new(HttpMethod.Get, resource.Path, "get", resource), cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException e) when (e.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(
        ResourceKind kind, string? ns, string? labelSelector, string? fieldSelector, CancellationToken cancellationToken) =>
        (await _lister.ListAsync(new(kind, ns, labelSelector, fieldSelector), cancellationToken).ConfigureAwait(false)).Items;

    /// <inheritdoc/>
    public async Task<JsonObject> ApplyAsync(JsonObject manifest, ApplyOptions options, CancellationToken cancellationToken)
    {
        var resource = Placed(ResourceName.Of(manifest));
        var query = new QueryString()
            .Add("fieldManager", options.FieldManager)
            .Add("force", options.Force ? "true" : null)
            .Add("dryRun", options.DryRun ? "All" : null);
        var request = new ApiRequest(HttpMethod.Patch, resource.Path + query, "apply", resource)
        {
            Body = Bytes(manifest),
            ContentType = ApplyPatch,
            Repeatable = true,
        };
        try
        {
            return await SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException e) when (e.Reason == "AlreadyExists")
        {
            // Two applies found nothing there: the server let the other one create it, and this one finds it now.
            return await SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<JsonObject> CreateAsync(JsonObject manifest, string fieldManager, CancellationToken cancellationToken)
    {
        var resource = Placed(ResourceName.Of(manifest));
        var query = new QueryString().Add("fieldManager", fieldManager);
        return SendAsync(
            new(HttpMethod.Post, resource.Kind.CollectionPath(resource.Namespace) + query, "create", resource) { Body = Bytes(manifest) },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<JsonObject> ReplaceAsync(JsonObject manifest, string fieldManager, CancellationToken cancellationToken)
    {
        var resource = Placed(ResourceName.Of(manifest));
        var query = new QueryString().Add("fieldManager", fieldManager);
        return SendAsync(new(HttpMethod.Put, resource.Path + query, "replace", resource) { Body = Bytes(manifest) }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(ResourceName resource, DeleteOptions options, CancellationToken cancellationToken)
    {
        resource = Placed(resource);
        try
        {
            await SendAsync(new(HttpMethod.Delete, resource.Path, "delete", resource) { Body = Bytes(Body(options)) }, cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (KubernetesException e) when (e.Kind == ErrorKind.NotFound)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<string?> EvictAsync(string ns, string pod, string uid, CancellationToken cancellationToken)
    {
        var resource = new ResourceName(ResourceKind.Pod, ns, pod);
        var body = new JsonObject
        {
            ["apiVersion"] = "policy/v1",
            ["kind"] = "Eviction",
            ["metadata"] = new JsonObject { ["name"] = pod, ["namespace"] = ns },
            ["deleteOptions"] = new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = uid } },
        };
        var request = new ApiRequest(HttpMethod.Post, resource.Path + "/eviction", "evict", resource)
        {
            Body = Bytes(body),
            Repeatable = true,
            // With 429 the server refuses because of a disruption budget, which lasts; the caller knows for how long it is worth asking.
            ReadsRefusal = static code => code == HttpStatusCode.TooManyRequests,
        };
        try
        {
            return Refusal(await SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (KubernetesException e) when (e.Code is 404 or 409)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceKind kind, string? ns, string? labelSelector, string? fieldSelector,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watcher = new ObjectWatcher(_http, _lister, new(kind, ns, labelSelector, fieldSelector), _context, _time);
        while (true)
        {
            foreach (var change in await watcher.NextAsync(cancellationToken).ConfigureAwait(false))
                yield return change;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ReadLogAsync(
        string ns, string pod, LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var lines = await StreamedLines.OpenAsync(_http, LogRequest.Create(ns, pod, options), cancellationToken).ConfigureAwait(false);
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
            yield return line;
    }

    /// <inheritdoc/>
    public IPortForwarder CreatePortForwarder(string ns, int port) =>
        new PortForwarder(_http, ns, port, new(), _time);

    /// <inheritdoc/>
    public async Task<int> ExecAsync(string ns, string pod, ExecCommand command, CancellationToken cancellationToken)
    {
        using var running = await ExecConnection.OpenAsync(_http, ns, pod, command, cancellationToken).ConfigureAwait(false);
        return await running.RunAsync(command, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IPortForwardConnection> PortForwardAsync(string ns, string pod, int port, CancellationToken cancellationToken) =>
        ChannelConnection.OpenAsync(_http, ns, pod, port, retried: true, cancellationToken);

    private static string? Refusal(JsonObject answer)
    {
        if (answer.Text("status") != "Failure")
            return null;
        var causes = answer.Child("details").Children("causes").Select(static c => c.Text("message")).OfType<string>().ToList();
        return causes.Count > 0 ? string.Join(' ', causes) : answer.Text("message") ?? "";
    }

    private static JsonObject Body(DeleteOptions options)
    {
        var body = new JsonObject { ["kind"] = "DeleteOptions", ["apiVersion"] = "v1", ["propagationPolicy"] = "Background" };
        if (options.ResourceVersion is { } version)
            body["preconditions"] = new JsonObject { ["resourceVersion"] = version };
        if (options.GracePeriod is { } grace)
            body["gracePeriodSeconds"] = (int)grace.TotalSeconds;
        return body;
    }

    private static byte[] Bytes(JsonObject manifest) => Encoding.UTF8.GetBytes(manifest.ToJsonString(JsonSerializerOptions.Default));

    private Task<JsonObject> SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, JsonBody.ReadAsync, cancellationToken);

    private ResourceName Placed(ResourceName resource) =>
        resource.Kind.Namespaced && resource.Namespace is null ? resource with { Namespace = _connection.Namespace } : resource;
}
