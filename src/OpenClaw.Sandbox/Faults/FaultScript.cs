using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OpenClaw.Sandbox.Faults;

/// <summary>Reads fault scripts: JSON, one rule or an array of rules; comments and trailing commas are allowed.</summary>
internal static class FaultScript
{
    private const string Inline = "The script";

    /// <summary>Reads scripts: each is JSON itself or the path of a file with it.</summary>
    /// <exception cref="FaultScriptException">One cannot be read; the message names the place.</exception>
    public static IReadOnlyList<FaultRule> Read(IEnumerable<string> scripts) => [.. scripts.SelectMany(Read)];

    /// <summary>Reads the JSON of a script.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">What to call it in messages.</param>
    public static IReadOnlyList<FaultRule> Parse(string json, string source = Inline)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(
            bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var rules = new List<FaultRule>();
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
                rules.Add(ReadRule(ref reader, bytes, source));
            else if (reader.TokenType == JsonTokenType.StartArray)
                ReadRules(ref reader, bytes, source, rules);
            else
                throw new FaultScriptException($"{Place(reader, bytes, source)}: expected a rule {{...}} or an array of rules [...].");
            if (reader.Read())
                throw new FaultScriptException($"{Place(reader, bytes, source)}: nothing is allowed after the rules.");
        }
        catch (JsonException e)
        {
            throw new FaultScriptException(string.Create(
                CultureInfo.InvariantCulture, $"{source}, line {(e.LineNumber ?? 0) + 1}: this is not JSON. {e.Message.Split(" LineNumber:")[0]}"));
        }

        return rules;
    }

    private static IReadOnlyList<FaultRule> Read(string script)
    {
        if (script.TrimStart() is ['{' or '[', ..])
            return Parse(script);
        try
        {
            return Parse(File.ReadAllText(script), script);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FaultScriptException($"The fault script '{script}' cannot be read: {e.Message} Give JSON that begins with {{ or [, or the path of a file with it.");
        }
    }

    private static void ReadRules(ref Utf8JsonReader reader, byte[] bytes, string source, List<FaultRule> rules)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new FaultScriptException($"{Place(reader, bytes, source)}: expected a rule {{...}}.");
            rules.Add(ReadRule(ref reader, bytes, source));
        }
    }

    private static FaultRule ReadRule(ref Utf8JsonReader reader, byte[] bytes, string source)
    {
        var start = Place(reader, bytes, source);
        var values = new List<FaultValue>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (name, place) = (reader.GetString()!, Place(reader, bytes, source));
            reader.Read();
            object? value = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number => reader.GetDouble(),
                _ => null,
            };
            reader.Skip();
            values.Add(new FaultValue(name, value, place));
        }

        return NewRule(values, start);
    }

    private static FaultRule NewRule(List<FaultValue> values, string start)
    {
        var fault = values.Find(static value => value.Property == "fault")
            ?? throw new FaultScriptException($"{start}: the rule has no 'fault'. It is one of {string.Join(", ", FaultProperties.Kinds)}.");
        var rule = new FaultRule { Fault = FaultProperties.Kind(fault) };
        var known = FaultProperties.Of(rule.Fault);
        foreach (var value in values.Where(static value => value.Property != "fault"))
        {
            if (!known.Contains(value.Property))
                throw value.Error($"is no property of the fault {FaultProperties.Name(rule.Fault)}, which has {string.Join(", ", known)}.");
            rule = FaultProperties.Set(rule, value.Property, value);
        }

        if (rule is { Server: Hosting.SandboxServer.ResourceManager, Verb: not null } or { Server: Hosting.SandboxServer.ResourceManager, Resource: not null })
            throw new FaultScriptException($"{start}: 'verb' and 'resource' are of Kubernetes; requests to Azure are chosen by 'method' and 'path'.");
        return rule;
    }

    private static string Place(in Utf8JsonReader reader, byte[] bytes, string source)
    {
        var before = bytes.AsSpan(0, (int)reader.TokenStartIndex);
        var line = before.Count((byte)'\n') + 1;
        return string.Create(
            CultureInfo.InvariantCulture, $"{source}, line {line}, column {Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1}");
    }
}
