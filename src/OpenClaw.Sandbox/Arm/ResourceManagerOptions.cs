namespace OpenClaw.Sandbox.Arm;

/// <summary>How the sandbox's Azure Resource Manager starts out.</summary>
internal sealed record ResourceManagerOptions
{
    /// <summary>Its one subscription.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>The subscription's display name.</summary>
    public string SubscriptionName { get; init; } = "OpenClaw sandbox";

    /// <summary>The tenant the subscription is in.</summary>
    public required string TenantId { get; init; }

    /// <summary>Whom a bearer token names, or null when it is not one of ours; asked at each request so that tokens can expire.</summary>
    public required Func<string, Caller?> AuthenticateToken { get; init; }

    /// <summary>How long a managed cluster is Creating, Updating, Stopping and so on at least.</summary>
    public TimeSpan ProvisioningTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Most items on one page of a list, as Azure decides on its own; the rest follows by nextLink.</summary>
    public int PageSize { get; init; } = 200;

    /// <summary>Called for each request before it is served: may delay, or take the request over (true) to play a fault.</summary>
    public Func<HttpContext, Task<bool>>? BeforeRequest { get; init; }

    /// <summary>Called after each request, whatever came of it.</summary>
    public Action<RequestLogEntry>? Log { get; init; }
}
