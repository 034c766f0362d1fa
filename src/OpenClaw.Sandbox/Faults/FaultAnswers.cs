using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Arm;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Kubernetes.Http;

namespace OpenClaw.Sandbox.Faults;

/// <summary>Answers with an error in the words of the server that is asked.</summary>
internal static class FaultAnswers
{
    private const string Played = "This was played by the sandbox's fault script.";

    /// <summary>A version that is too old.</summary>
    public static StatusException Gone => Statuses.Expired($"too old resource version. {Played}");

    /// <summary>Writes the error a rule asks for.</summary>
    public static Task WriteAsync(FaultRequest request, FaultRule rule)
    {
        if (rule.RetryAfter is { } seconds)
            request.Context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var message = rule.Message ?? Played;
        if (request.Server == SandboxServer.ResourceManager)
            return WriteArmAsync(request.Context, rule.Status, rule.Code ?? ArmCode(rule.Status), message);
        var details = rule.RetryAfter is { } retry ? new JsonObject { ["retryAfterSeconds"] = retry } : null;
        return Responses.WriteStatusAsync(request.Context, new StatusException(rule.Status, rule.Code ?? Reason(rule.Status), message, details));
    }

    /// <summary>Writes what is answered to a token that has expired.</summary>
    public static Task WriteExpiredAsync(FaultRequest request)
    {
        if (request.Server == SandboxServer.Kubernetes)
            return Responses.WriteStatusAsync(request.Context, new StatusException(401, "Unauthorized", "Unauthorized"));
        var now = DateTimeOffset.UtcNow;
        var error = ArmErrors.ExpiredToken(now.AddSeconds(-1), now);
        request.Context.Response.Headers.WWWAuthenticate =
            $"Bearer authorization_uri=\"https://login.windows.net/common\", error=\"invalid_token\", error_description=\"{error.Message}\"";
        return WriteArmAsync(request.Context, error.Status, error.Code, error.Message);
    }

    private static Task WriteArmAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        var body = Encoding.UTF8.GetBytes(new ArmException(status, code, message).ToJson().ToJsonString());
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static string ArmCode(int status) => status switch
    {
        401 => "ExpiredAuthenticationToken",
        403 => "AuthorizationFailed",
        404 => "ResourceNotFound",
        409 => "Conflict",
        429 => "TooManyRequests",
        500 => "InternalServerError",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        _ => "BadRequest",
    };

    private static string Reason(int status) => status switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        409 => "Conflict",
        410 => "Expired",
        429 => "TooManyRequests",
        500 => "InternalError",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => "",
    };
}
