using System.Diagnostics;
using System.Text.Json;

namespace OpenClaw.Sandbox.Arm;

/// <summary>
/// What every request to Resource Manager goes through: request ids, played faults, api-version, bearer token, subscription and permission,
/// and turning a refusal into an error body. Without a type it is the gate of unknown paths, which judge the api-version themselves.
/// </summary>
internal sealed class RequestGate(
    ResourceManager manager, string? ns, string? type, string? action, Func<ArmRequest, Task<ArmResponse>> handle)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task InvokeAsync(HttpContext http)
    {
        var time = DateTimeOffset.UtcNow;
        var watch = Stopwatch.StartNew();
        var version = http.Request.Query["api-version"].FirstOrDefault();
        string? errorCode = null;
        AddIds(http);
        try
        {
            if (manager.Options.BeforeRequest is { } before && await before(http))
                return;

            try
            {
                await WriteAsync(http, await HandleAsync(http, version));
            }
            catch (ArmException e)
            {
                errorCode = e.Code;
                await WriteErrorAsync(http, e);
            }
#pragma warning disable CA1031 // A mistake of the sandbox answers as a mistake of Azure would, so that clients see a whole answer.
            catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
            {
                errorCode = "InternalServerError";
                await WriteErrorAsync(http, new ArmException(500, errorCode, $"The sandbox failed: {e.Message}"));
            }
#pragma warning restore CA1031
        }
        finally
        {
            manager.Options.Log?.Invoke(new(time, http.Request.Method, http.Request.Path, version, http.Response.StatusCode, errorCode, watch.Elapsed));
        }
    }

    private async Task<ArmResponse> HandleAsync(HttpContext http, string? version)
    {
        if (string.IsNullOrEmpty(version))
            throw ArmErrors.MissingApiVersion();
        var caller = Authenticate(http);
        if (http.Request.RouteValues.TryGetValue("subscription", out var subscription)
            && !manager.Options.SubscriptionId.Equals((string)subscription!, StringComparison.OrdinalIgnoreCase))
            throw ArmErrors.SubscriptionNotFound((string)subscription!);
        if (ns is not null)
            CheckVersion(http, ns, type!, version);
        CheckPermission(http, caller);
        return await handle(new ArmRequest(http, manager, caller, version));
    }

    private Caller Authenticate(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
            throw ArmErrors.MissingToken();
        const string Scheme = "Bearer ";
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw ArmErrors.NotBearer();
        var caller = manager.Options.AuthenticateToken(header[Scheme.Length..].Trim()) ?? throw ArmErrors.InvalidToken();
        var now = DateTimeOffset.UtcNow;
        return caller.ExpiresOn > now ? caller : throw ArmErrors.ExpiredToken(caller.ExpiresOn, now);
    }

    private void CheckPermission(HttpContext http, Caller caller)
    {
        if (action is null)
            return;
        var needed = action.Replace("{namespace}", http.Request.RouteValues["namespace"] as string, StringComparison.Ordinal);
        if (!manager.Permissions.Any(set => set.Allows(needed)))
            throw ArmErrors.Forbidden(caller, needed, http.Request.Path);
    }

    private static void CheckVersion(HttpContext http, string ns, string type, string version)
    {
        var versions = Providers.Versions(ns, type)!;
        if (versions.Contains(version, StringComparer.OrdinalIgnoreCase))
            return;
        if (ns == "Microsoft.Resources")
            throw ArmErrors.InvalidApiVersion(version, versions);
        throw http.Request.RouteValues.TryGetValue("location", out var location)
            ? ArmErrors.NoRegisteredProvider((string)location!, version, type, versions)
            : ArmErrors.InvalidResourceType(ns, type, version, versions);
    }

    private static void AddIds(HttpContext http)
    {
        var request = http.Request.Headers;
        var response = http.Response.Headers;
        var id = Guid.NewGuid().ToString();
        response["x-ms-request-id"] = id;
        response["x-ms-correlation-request-id"] = request["x-ms-correlation-request-id"].FirstOrDefault() ?? id;
        response["x-ms-routing-request-id"] = $"SANDBOX:{DateTime.UtcNow:yyyyMMdd'T'HHmmss'Z'}:{id}";
        if (request["x-ms-return-client-request-id"].FirstOrDefault() == "true")
            response["x-ms-client-request-id"] = request["x-ms-client-request-id"].FirstOrDefault();
        response.CacheControl = "no-cache";
        response.Pragma = "no-cache";
        response.Expires = "-1";
    }

    private static async Task WriteAsync(HttpContext http, ArmResponse response)
    {
        http.Response.StatusCode = response.Status;
        if (response.Body is null || HttpMethods.IsHead(http.Request.Method))
            return;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(response.Body.ToJsonString(Json), http.RequestAborted);
    }

    private Task WriteErrorAsync(HttpContext http, ArmException error)
    {
        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate =
                $"Bearer authorization_uri=\"https://login.windows.net/{manager.Options.TenantId}\", error=\"invalid_token\", error_description=\"{error.Message}\"";
        }

        if (error.FromGateway)
            http.Response.Headers["x-ms-failure-cause"] = "gateway";
        return WriteAsync(http, new ArmResponse(error.Status, error.ToJson()));
    }
}
