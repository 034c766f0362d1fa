namespace OpenClaw.Operations.Changes;

/// <summary>What a caller wants changed.</summary>
/// <param name="What">Which change it is, in words for users; the same for the same request.</param>
/// <param name="Target">Makes of the proven state what is wanted. Called again under the lock.</param>
/// <param name="Options">How.</param>
internal sealed record ChangeRequest(string What, Func<ProvenState, ChangeTarget> Target, ChangeOptions Options)
{
    /// <summary>What happens, as people are asked for their consent.</summary>
    public required string Action { get; init; }
}
