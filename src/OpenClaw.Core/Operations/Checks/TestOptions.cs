namespace OpenClaw.Operations.Checks;

/// <summary>What to test.</summary>
public sealed record TestOptions
{
    /// <summary>What the chat costs: OpenClaw sends its instructions and tools along, seen with OpenClaw 2026.9.6.</summary>
    public const int ChatPromptTokens = 17_000;

    /// <summary>Leave out the chat, the one check that costs more than a few tokens.</summary>
    public bool Quick { get; init; }
}
