namespace OpenClaw.Tunnels;

/// <summary>Where new connections go.</summary>
/// <param name="link">The way to the cluster.</param>
/// <param name="pod">The pod.</param>
internal sealed class TunnelRoute(TunnelLink link, string pod)
{
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The way to the cluster.</summary>
    public TunnelLink Link => link;

    /// <summary>The pod.</summary>
    public string Pod => pod;

    /// <summary>Ends, with the reason, when the route no longer leads there.</summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>Something has failed that says that the route does not lead there.</summary>
    /// <param name="reason">What.</param>
    public void Lose(string reason) => _lost.TrySetResult(reason);
}
