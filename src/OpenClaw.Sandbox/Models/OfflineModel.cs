using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Sandbox.Controllers;

namespace OpenClaw.Sandbox.Models;

/// <summary>A model that needs no network: greets, repeats what it is asked to reply with, and says of everything else that it is a rehearsal.</summary>
internal static partial class OfflineModel
{
    // OpenClaw adds what it knows of the moment: after the user's own words, and in a message of its own after the user's.
    private const string RuntimeMark = "\n\nRuntime: ";
    private const string InternalMark = "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>";

    /// <summary>The answer to a conversation: to the last thing the user said, leaving out what OpenClaw says in the user's name.</summary>
    public static string Answer(JsonArray messages)
    {
        var text = messages.OfType<JsonObject>()
            .Where(static message => message.Text("role") == "user")
            .Select(static message => TextOf(message["content"]))
            .LastOrDefault(static text => !text.StartsWith(InternalMark, StringComparison.Ordinal)) ?? "";
        text = text.Split(RuntimeMark)[0];
        if (ReplyWithPattern().Match(text) is { Success: true } asked)
            return asked.Groups["what"].Value.Trim();
        return GreetingPattern().IsMatch(text)
            ? "Hello! I am the offline model of the OpenClaw sandbox. Your message came all the way through OpenClaw and LiteLLM to me, so the whole chain works."
            : $"This is the offline model of the OpenClaw sandbox: I cannot think, but I did get your message of {text.Length} characters. Try \"Reply with <something>\".";
    }

    /// <summary>A rough count of tokens: four characters each.</summary>
    public static int CountTokens(string text) => (text.Length + 3) / 4;

    /// <summary>The text of a message's content, which is a string or a list of parts.</summary>
    public static string TextOf(JsonNode? content) => content switch
    {
        JsonArray parts => string.Join('\n', parts.Select(static part => part.Text("text")).OfType<string>()),
        JsonValue value => value.ToString(),
        _ => "",
    };

    [GeneratedRegex(@"\breply\s+with\s*:?\s*(?<what>.+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex ReplyWithPattern();

    [GeneratedRegex(@"\b(hello|hi|hey|good (morning|day|evening))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex GreetingPattern();
}
