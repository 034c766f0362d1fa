using System.Collections.Concurrent;

namespace OpenClaw.Sandbox.Kubernetes;

/// <summary>A request the API server answered.</summary>
/// <param name="Time">When it came.</param>
/// <param name="UserAgent">What the client calls itself.</param>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="PathAndQuery">What was asked for.</param>
/// <param name="Status">HTTP status of the answer.</param>
/// <param name="FieldManager">The fieldManager of a write, or null.</param>
/// <param name="IsDryRun">The request was not to change anything.</param>
internal sealed record LoggedRequest(
    DateTimeOffset Time, string UserAgent, string Method, string PathAndQuery, int Status, string? FieldManager, bool IsDryRun)
{
    /// <summary>The request changed, or could have changed, something.</summary>
    public bool IsWrite => Method is not ("GET" or "HEAD" or "OPTIONS" or "CONNECT") && !IsDryRun
        && !PathAndQuery.StartsWith("/apis/authorization.k8s.io/", StringComparison.Ordinal);
}

/// <summary>What was asked of the API server, in the order of the answers. Safe to use from many threads.</summary>
internal sealed class RequestLog
{
    private const int Limit = 20_000;

    private readonly ConcurrentQueue<LoggedRequest> _requests = new();

    /// <summary>A copy of the requests so far; of very many, the last ones.</summary>
    public IReadOnlyList<LoggedRequest> Snapshot() => [.. _requests];

    /// <summary>Forgets the requests so far.</summary>
    public void Clear() => _requests.Clear();

    public void Add(LoggedRequest request)
    {
        _requests.Enqueue(request);
        if (_requests.Count > Limit) _requests.TryDequeue(out _);
    }
}
