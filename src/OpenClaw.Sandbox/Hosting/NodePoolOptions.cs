namespace OpenClaw.Sandbox.Hosting;

/// <summary>A pool of nodes that are alike.</summary>
/// <param name="Name">Name, which is in the names of its nodes.</param>
/// <param name="Count">Number of nodes.</param>
/// <param name="Size">VM size of the nodes, which gives their capacity.</param>
internal sealed record NodePoolOptions(string Name, int Count, string Size)
{
    /// <summary><c>System</c> or <c>User</c>.</summary>
    public string Mode { get; init; } = "System";

    /// <summary>Zones the nodes take turns in, for example <c>eastus2-1</c>; none for nodes without a zone.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>Further labels of the nodes.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The same, but for letter case, order and which object it is.</summary>
    public bool IsLike(NodePoolOptions other) => this with { Zones = other.Zones, Labels = other.Labels } == other
        && Zones.SequenceEqual(other.Zones)
        && Labels.Count == other.Labels.Count && Labels.All(label => other.Labels.GetValueOrDefault(label.Key) == label.Value);
}
