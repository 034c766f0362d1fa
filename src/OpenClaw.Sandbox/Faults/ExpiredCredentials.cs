using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Faults;

/// <summary>
/// Which server refuses the credential it knew. Kubernetes does until a cluster's credentials are fetched from Azure anew, Azure until another
/// token is shown; both also take the old one again when the time the rule gives is over.
/// </summary>
internal sealed class ExpiredCredentials
{
    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(30);
    private readonly object gate = new();
    private (string Token, DateTimeOffset Until)? arm;
    private DateTimeOffset? cluster;

    /// <summary>Takes all credentials again.</summary>
    public void Clear()
    {
        lock (gate)
            (arm, cluster) = (null, null);
    }

    /// <summary>From now on the credential of this request is refused.</summary>
    public void Expire(FaultRequest request, TimeSpan? time)
    {
        lock (gate)
        {
            if (request.Server == SandboxServer.Kubernetes)
                cluster = time is { } asked ? DateTimeOffset.UtcNow + asked : DateTimeOffset.MaxValue;
            else
                arm = (Token(request), DateTimeOffset.UtcNow + (time ?? UsualTime));
        }
    }

    /// <summary>Takes note of a request that gets new credentials for a cluster.</summary>
    public void See(FaultRequest request)
    {
        if (request.Server != SandboxServer.ResourceManager || !request.Path.Contains("/listCluster", StringComparison.OrdinalIgnoreCase))
            return;
        lock (gate)
            cluster = null;
    }

    /// <summary>Whether the request's credential is refused.</summary>
    public bool Has(FaultRequest request)
    {
        var now = DateTimeOffset.UtcNow;
        lock (gate)
        {
            return request.Server == SandboxServer.Kubernetes
                ? cluster > now && request.Path is not ("/healthz" or "/livez" or "/readyz")
                : arm is var (token, until) && until > now && token == Token(request);
        }
    }

    private static string Token(FaultRequest request) => request.Context.Request.Headers.Authorization.ToString();
}
