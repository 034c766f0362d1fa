namespace OpenClaw.Manifests;

/// <summary>The endpoints of an instance's revisions.</summary>
/// <param name="Current">Those of the current revision, in the order of their keys.</param>
/// <param name="All">Those of all revisions.</param>
internal sealed record EndpointHistory(IReadOnlyList<Uri> Current, IReadOnlyCollection<Uri> All)
{
    /// <summary>That of an instance without revisions.</summary>
    public static EndpointHistory None { get; } = new([], []);
}
