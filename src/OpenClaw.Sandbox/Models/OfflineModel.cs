using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Sandbox.Controllers;

namespace OpenClaw.Sandbox.Models;

/// <summary>A model that needs no network: greets, repeats what it is asked to reply with, and says of everything else that it is a rehearsal.</summary>
internal static partial class OfflineModel
{
    /// <summary>The answer to a conversation: to its last message of the user.</summary>
    public static string Answer(JsonArray messages)
    {
        var text = messages.OfType<JsonObject>().LastOrDefault(static message => message.Text("role") == "user") is { } last ? TextOf(last["content"]) : "";
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
