using System.Globalization;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>What a URL under /api and /apis is about.</summary>
internal sealed record ApiRequest(HttpContext Context, ApiUser User)
{
    /// <summary>For example <c>v1</c> or <c>apps/v1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The resource in the URL, for example <c>pods</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>The kind, or null when it is not simulated.</summary>
    public ResourceType? Type { get; init; }

    public string? Namespace { get; init; }

    public string? Name { get; init; }

    public string? Subresource { get; init; }

    public string Method => Context.Request.Method;

    public string? Query(string name) => Context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public bool QueryFlag(string name) => Query(name) is "true" or "1" or "True" or "";

    /// <summary>A number in the query; throws <see cref="StatusException"/> 400 when it is none.</summary>
    public long? QueryNumber(string name)
    {
        if (Query(name) is not { Length: > 0 } text) return null;
        return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Statuses.BadRequest($"unable to decode query parameter {name}: strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    /// <summary>Reads the path; null when it names no resource.</summary>
    public static ApiRequest? Parse(HttpContext context, ApiUser user)
    {
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        var (version, rest) = parts switch
        {
            ["api", var v, .. var r] => (v, r),
            ["apis", var g, var v, .. var r] => ($"{g}/{v}", r),
            _ => ("", []),
        };
        if (rest.Length == 0) return null;
        string? ns = null;
        // /namespaces/x/pods is about pods; /namespaces/x and /namespaces/x/status are about the namespace.
        if (rest is ["namespaces", var given, var resource, ..] && resource is not ("status" or "finalize"))
        {
            ns = given;
            rest = rest[2..];
        }

        return new ApiRequest(context, user)
        {
            ApiVersion = version,
            Resource = rest[0],
            Type = ResourceTypes.FindPlural(version, rest[0]),
            Namespace = ns,
            Name = rest.ElementAtOrDefault(1),
            Subresource = rest.Length > 2 ? string.Join('/', rest[2..]) : null,
        };
    }
}
