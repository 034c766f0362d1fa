using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Arm;
using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>
/// Shows people and tests what was asked of the sandbox (GET and DELETE of <c>/sandbox/requests</c>; no bodies, no secrets), and changes the
/// fault script of a running one (GET, PUT and DELETE of <c>/sandbox/faults</c>).
/// </summary>
internal sealed class AdminEndpoint(ConcurrentQueue<RequestLogEntry> resourceManager, ClusterHost clusters, FaultPlayer faults)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/sandbox/requests", context => context.WriteJsonAsync(200, new JsonObject
        {
            ["resourceManager"] = new JsonArray([.. resourceManager.Select(Describe)]),
            ["clusters"] = new JsonArray([.. clusters.Clusters.Select(Describe)]),
        }));
        endpoints.MapDelete("/sandbox/requests", Clear);
        endpoints.MapGet("/sandbox/faults", context => context.WriteJsonAsync(200, faults.Describe()));
        endpoints.MapPut("/sandbox/faults", PutFaultsAsync);
        endpoints.MapDelete("/sandbox/faults", context => PlayAsync(context, []));
    }

    private static JsonObject Describe(RequestLogEntry entry) => new()
    {
        ["time"] = entry.Time.ToString("O"),
        ["method"] = entry.Method,
        ["path"] = entry.Path,
        ["apiVersion"] = entry.ApiVersion,
        ["status"] = entry.Status,
        ["errorCode"] = entry.ErrorCode,
        ["milliseconds"] = entry.Duration.TotalMilliseconds,
    };

    private static JsonObject Describe(SandboxCluster cluster) => new()
    {
        ["name"] = cluster.Name,
        ["requests"] = new JsonArray([.. cluster.Requests.Select(Describe)]),
    };

    private static JsonObject Describe(LoggedRequest request) => new()
    {
        ["time"] = request.Time.ToString("O"),
        ["userAgent"] = request.UserAgent,
        ["method"] = request.Method,
        ["path"] = request.PathAndQuery,
        ["status"] = request.Status,
        ["fieldManager"] = request.FieldManager,
        ["dryRun"] = request.IsDryRun,
        ["write"] = request.IsWrite,
    };

    private async Task PutFaultsAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        try
        {
            await PlayAsync(context, FaultScript.Parse(await reader.ReadToEndAsync(context.RequestAborted)));
        }
        catch (FaultScriptException e)
        {
            await context.WriteJsonAsync(400, new JsonObject { ["error"] = e.Message });
        }
    }

    private Task PlayAsync(HttpContext context, IReadOnlyList<FaultRule> script)
    {
        faults.Play(script);
        return context.WriteJsonAsync(200, faults.Describe());
    }

    private Task Clear(HttpContext context)
    {
        resourceManager.Clear();
        foreach (var cluster in clusters.Clusters)
            cluster.ClearRequests();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
