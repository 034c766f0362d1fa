namespace OpenClaw.Operations.Changes;

/// <summary>What a change makes of an instance.</summary>
/// <param name="Options">The options it is to have.</param>
/// <param name="Config">The model config it is to have, keys included.</param>
internal sealed record ChangeTarget(InstallOptions Options, OpenClawModelConfig Config)
{
    /// <summary>New values of the gateway token and the master key.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Names of the endpoints that must answer for themselves: among several, one that is broken goes unnoticed in a chat.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>The backup whose state it is to have, or null for the state there is.</summary>
    public string? Backup { get; init; }
}
