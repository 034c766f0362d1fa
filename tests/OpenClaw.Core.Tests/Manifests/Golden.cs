using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OpenClaw.Manifests;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace OpenClaw.Tests.Manifests;

/// <summary>Compares objects with a file; OPENCLAW_UPDATE_GOLDEN=1 writes the file instead.</summary>
internal static class Golden
{
    public static void Check(string file, IEnumerable<JsonObject> objects, [CallerFilePath] string source = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(source)!, "golden", file);
        var serializer = new SerializerBuilder()
            .WithIndentedSequences()
            .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true)
            .WithEventEmitter(next => new LiteralLines(next))
            .WithNewLine("\n")
            .Build();
        var text = string.Join("---\n", objects.Select(o => serializer.Serialize(Plain(o)!)));
        if (Environment.GetEnvironmentVariable("OPENCLAW_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), text);
    }

    // The script has its own file and tests.
    private static object? Plain(JsonNode? node) => node switch
    {
        JsonObject o => o.ToDictionary(p => p.Key, p => p.Key == MergeScript.FileName ? $"({MergeScript.FileName})" : Plain(p.Value)),
        JsonArray a => a.Select(Plain).ToList(),
        JsonValue v when v.TryGetValue(out bool b) => b,
        JsonValue v when v.TryGetValue(out int i) => i,
        JsonValue v => v.GetValue<string>(),
        _ => null,
    };

    private sealed class LiteralLines(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Value is string text && text.Contains('\n', StringComparison.Ordinal))
                eventInfo.Style = ScalarStyle.Literal;
            base.Emit(eventInfo, emitter);
        }
    }
}
