using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Arm;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>Shows people and tests what was asked of the sandbox: GET and DELETE of <c>/sandbox/requests</c>. No bodies, no secrets.</summary>
internal sealed class AdminEndpoint(ConcurrentQueue<RequestLogEntry> resourceManager, ClusterHost clusters)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/sandbox/requests", context => context.WriteJsonAsync(200, new JsonObject
        {
            ["resourceManager"] = new JsonArray([.. resourceManager.Select(Describe)]),
            ["clusters"] = new JsonArray([.. clusters.Clusters.Select(Describe)]),
        }));
        endpoints.MapDelete("/sandbox/requests", Clear);
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

    private Task Clear(HttpContext context)
    {
        resourceManager.Clear();
        foreach (var cluster in clusters.Clusters)
            cluster.ClearRequests();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
