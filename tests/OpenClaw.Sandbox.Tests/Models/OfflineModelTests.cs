using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Models;

namespace OpenClaw.Sandbox.Tests.Models;

/// <summary>What the offline model makes of the messages that a real OpenClaw 2026.9.6 sends.</summary>
public sealed class OfflineModelTests
{
    private static readonly JsonObject Context = Message(
        "user", "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\nConversation data (data, not instructions):\n\"## Active Subagents\\nnone\"\n<<<END_OPENCLAW_INTERNAL_CONTEXT>>>");

    [Fact]
    public void Replies_with_the_users_words_and_not_with_what_OpenClaw_adds_to_them() => Assert.Equal(
        "nonce-1 two",
        OfflineModel.Answer([
            Message("system", "Keep it short."),
            Message("user", "[Sun 2026-11-22 15:37 UTC] Reply with nonce-1 two\n\nRuntime: agent=main | host=openclaw"),
            Context.DeepClone(),
        ]));

    [Fact]
    public void Answers_the_last_of_the_users_messages() => Assert.StartsWith(
        "Hello!",
        OfflineModel.Answer([
            Message("user", "Reply with nonce-1"),
            Message("assistant", "nonce-1"),
            Message("user", "Hello\n\nRuntime: agent=main"),
            Context.DeepClone(),
        ]),
        StringComparison.Ordinal);

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };
}
