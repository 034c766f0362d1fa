namespace OpenClaw.Operations.NodePools;

/// <summary>One step of a move.</summary>
/// <param name="Target">What is changed, for the question.</param>
/// <param name="Action">What is done to it; null for a step that only waits.</param>
/// <param name="RunAsync">Does it; is given where to tell how it stands.</param>
internal sealed record PoolMoveStep(string Target, string? Action, Func<Action<string>, CancellationToken, Task> RunAsync);
