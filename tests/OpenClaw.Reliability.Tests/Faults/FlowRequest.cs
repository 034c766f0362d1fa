using System.Text.RegularExpressions;
using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Reliability.Faults;

/// <summary>A request of a flow, by what it is about: requests that run side by side come in another order each time.</summary>
/// <param name="Server">The server it goes to.</param>
/// <param name="Method">Its HTTP method.</param>
/// <param name="Verb">What it does in Kubernetes, or null.</param>
/// <param name="Path">A pattern of its path.</param>
/// <param name="Nth">Its number among those that are alike, from 1.</param>
internal sealed partial record FlowRequest(SandboxServer Server, string Method, string? Verb, string Path, int Nth)
{
    /// <summary>How many kinds the wait of Install-OpenClaw watches: Deployments, pods, claims, events.</summary>
    public const int Watches = 4;

    public bool IsWatch => Verb == "watch";

    public bool MakesCluster => Method == "PUT" && Path.Contains("/managedClusters/", StringComparison.Ordinal);

    /// <summary>A request as it comes, not numbered yet.</summary>
    public static FlowRequest Of(FaultRequest request) =>
        new(request.Server, request.Context.Request.Method, request.Verb, Random().Replace(request.Path, "*"), 0);

    /// <summary>Whether it comes in every run: how often Azure is asked how an operation stands depends on how fast it is.</summary>
    public bool ComesAlways => Nth <= (Path.Contains("/operations/", StringComparison.Ordinal) ? 1 : 2) || Server == SandboxServer.Kubernetes;

    /// <summary>What changes nothing, wherever it fails.</summary>
    public bool IsRead => Method == "GET";

    /// <summary>Numbers the requests of a flow, in the order they came.</summary>
    public static IReadOnlyList<FlowRequest> Number(IEnumerable<FlowRequest> seen)
    {
        var counts = new Dictionary<FlowRequest, int>();
        return [.. seen.Select(request => request with { Nth = counts[request] = counts.GetValueOrDefault(request) + 1 })];
    }

    /// <summary>Whether a request is one of those this is the n-th of.</summary>
    public bool IsLike(FaultRequest request) => request.Server == Server && request.Context.Request.Method == Method && request.Verb == Verb
        && new NamePattern(Path).Matches(request.Path);

    /// <summary>A rule that happens to this request, and to as many further ones as it says.</summary>
    public FaultRule With(FaultRule rule) => rule with { Server = Server, Method = Method, Verb = Verb, Path = new NamePattern(Path), Nth = Nth };

    public override string ToString() => $"{Verb ?? Method} {Path} #{Nth}";

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Random();
}
