using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections;
using OpenClaw.Sandbox.Kubernetes.Storage;
using OpenClaw.Sandbox.Kubernetes.Streaming;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>Answers the requests of one cluster: who asks, what for, and the Status when it cannot be.</summary>
internal sealed class ApiServer : IDisposable
{
    private readonly KubernetesClusterOptions _options;
    private readonly Authenticator _authenticator;
    private readonly ResourceHandler _resources;
    private readonly PodSubresources _pods;
    private readonly CancellationTokenSource _stop = new();

    public ApiServer(KubernetesClusterOptions options, ObjectStore store)
    {
        _options = options;
        Store = store;
        _authenticator = new Authenticator(options);
        _resources = new ResourceHandler(store);
        _pods = new PodSubresources(store, () => PodRuntime);
    }

    public ObjectStore Store { get; }

    public IPodRuntime? PodRuntime { get; set; }

    public RequestLog Requests { get; } = new();

    public void CompactHistory()
    {
        Store.Table.CompactHistory();
        _resources.ForgetPages();
    }

    /// <summary>Ends requests that would go on.</summary>
    public Task StopAsync() => _stop.CancelAsync();

    public void Dispose() => _stop.Dispose();

    public async Task HandleAsync(HttpContext context)
    {
        var received = DateTimeOffset.UtcNow;
        var logged = 0;
        void Log()
        {
            if (Interlocked.Exchange(ref logged, 1) == 0) Requests.Add(ToLog(context, received));
        }

        context.Response.OnStarting(() =>
        {
            Log();
            return Task.CompletedTask;
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
        context.RequestAborted = stop.Token;
        try
        {
            context.Response.Headers["Audit-Id"] = Guid.NewGuid().ToString();
            context.Response.Headers.CacheControl = "no-cache, private";
            if (_options.BeforeRequest is { } hook && await hook(context)) return;
            await DispatchAsync(context);
        }
        catch (StatusException error) when (!context.Response.HasStarted)
        {
            await Responses.WriteStatusAsync(context, error);
        }
        catch (Exception error) when (error is OperationCanceledException or ConnectionAbortedException or IOException)
        {
            context.Abort();
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await Responses.WriteStatusAsync(
                context, new StatusException(500, "InternalError", $"Internal error occurred: {error.GetType().Name}: {error.Message}"));
        }
        finally
        {
            Log();
        }
    }

    private async Task DispatchAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (path is "/healthz" or "/livez" or "/readyz")
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync("ok");
            return;
        }

        if (await _authenticator.AuthenticateAsync(context) is not { } user) throw new StatusException(401, "Unauthorized", "Unauthorized");
        if (Discovery.Find(path, _options.Version) is { } document)
        {
            await Responses.WriteDiscoveryAsync(context, document, path);
            return;
        }

        if (OpenApi.OpenApiDocuments.Find(path, _options.Version) is { } schema)
        {
            await Responses.WriteJsonAsync(context, schema);
            return;
        }

        if (path == "/openapi/v2") throw new StatusException(406, "NotAcceptable", "only /openapi/v3 is served by the OpenClaw sandbox");
        if (ApiRequest.Parse(context, user) is not { } request)
            throw new StatusException(404, "NotFound", "the server could not find the requested resource", new JsonObject());
        if (Reviews.Find(request) is { } review)
        {
            await review(request);
            return;
        }

        if (request.Type is null) throw NotServed(request);
        if (!request.User.IsAdministrator) throw Authorizer.Forbidden(request, request.Type);
        if (request.Type.Kind == "Pod" && request.Subresource is "log" or "exec" or "portforward" or "eviction") await _pods.HandleAsync(request);
        else await _resources.HandleAsync(request);
    }

    private static StatusException NotServed(ApiRequest request) => NotSimulated.Has(request)
        ? Statuses.NotSimulated($"{request.ApiVersion} {request.Resource}")
        : new StatusException(404, "NotFound", "the server could not find the requested resource", new JsonObject());

    private static LoggedRequest ToLog(HttpContext context, DateTimeOffset received)
    {
        var query = context.Request.Query;
        var manager = query["fieldManager"].ToString();
        return new LoggedRequest(
            received, context.Request.Headers.UserAgent.ToString(), context.Request.Method,
            context.Request.Path.Value + context.Request.QueryString.Value, context.Response.StatusCode,
            manager.Length > 0 ? manager : null, query["dryRun"].ToString() == "All");
    }
}
