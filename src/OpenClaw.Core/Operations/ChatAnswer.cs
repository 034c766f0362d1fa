namespace OpenClaw.Operations;

/// <summary>What came back of a chat.</summary>
/// <param name="Text">The answer.</param>
/// <param name="PromptTokens">Tokens the model read, or null where nobody counted.</param>
/// <param name="CompletionTokens">Tokens the model wrote, or null where nobody counted.</param>
internal sealed record ChatAnswer(string Text, int? PromptTokens, int? CompletionTokens);
