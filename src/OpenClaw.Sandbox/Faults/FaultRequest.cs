using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Kubernetes.Http;

namespace OpenClaw.Sandbox.Faults;

/// <summary>A request as rules see it.</summary>
internal sealed class FaultRequest
{
    private static readonly ApiUser Nobody = new("", []);

    private FaultRequest(SandboxServer server, HttpContext context)
    {
        (Server, Context, Path) = (server, context, context.Request.Path.Value ?? "/");
        if (server == SandboxServer.Kubernetes && ApiRequest.Parse(context, Nobody) is { } api)
        {
            Resource = api.Subresource is null ? api.Resource : $"{api.Resource}/{api.Subresource}";
            Verb = VerbOf(api);
            IsContinued = Verb == "list" && !string.IsNullOrEmpty(api.Query("continue"));
        }
    }

    public SandboxServer Server { get; }

    public HttpContext Context { get; }

    public string Path { get; }

    /// <summary>What a Kubernetes request does, or null.</summary>
    public string? Verb { get; }

    /// <summary>What a Kubernetes request is about, or null.</summary>
    public string? Resource { get; }

    /// <summary>A further page of a list.</summary>
    public bool IsContinued { get; }

    public static FaultRequest Of(SandboxServer server, HttpContext context) => new(server, context);

    /// <summary>Whether a rule is about requests like this one.</summary>
    public bool Matches(FaultRule rule) =>
        IsOfKind(rule.Fault)
        && (rule.Server is null || rule.Server == Server)
        && (rule.Method is null || rule.Method == Context.Request.Method)
        && (rule.Path is null || rule.Path.Matches(Path))
        && (rule.Verb is null || rule.Verb == Verb)
        && (rule.Resource is null || rule.Resource == Resource);

    private bool IsOfKind(FaultKind kind) => kind switch
    {
        FaultKind.Error or FaultKind.Reset or FaultKind.Slow or FaultKind.ExpiredToken => true,
        FaultKind.WatchClosed => Verb == "watch",
        FaultKind.Gone => Verb == "watch" || IsContinued,
        FaultKind.ProvisioningFailed => Server == SandboxServer.ResourceManager && Context.Request.Method == "PUT"
            && Path.Contains("/managedClusters/", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static string VerbOf(ApiRequest request) => request.Method switch
    {
        "GET" or "HEAD" when request.QueryFlag("watch") && request.Query("watch") is not null => "watch",
        "GET" or "HEAD" => request.Name is null ? "list" : "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => request.Context.Request.ContentType?.Contains("apply-patch", StringComparison.Ordinal) == true ? "apply" : "patch",
        "DELETE" => "delete",
        _ => request.Method,
    };
}
