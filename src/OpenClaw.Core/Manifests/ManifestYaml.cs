using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace OpenClaw.Manifests;

/// <summary>
/// Objects as YAML. Text that a reader of YAML 1.1 or 1.2 could take for something else is quoted, so that what is read back is what was
/// written; files keep their lines.
/// </summary>
internal static partial class ManifestYaml
{
    // What YAML 1.1 (which Kubernetes' tools read) takes for a boolean or nothing
    private static readonly HashSet<string> Words =
        new(["y", "n", "yes", "no", "on", "off", "true", "false", "null"], StringComparer.OrdinalIgnoreCase);

    /// <summary>One document, with its end of line and without a document marker.</summary>
    /// <param name="node">The object.</param>
    public static string Write(JsonNode node)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(
            bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024, skipAnchorName: true, indentSequences: true, newLine: "\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in map)
                {
                    // A key over several lines would have to be written in a form of its own.
                    Emit(emitter, key, IsPlain(key) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted);
                    Emit(emitter, value);
                }
                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(
                    AnchorName.Empty, TagName.Empty, isImplicit: true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                    Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                var text = value.GetValue<string>();
                Emit(emitter, text, IsPlain(text) ? ScalarStyle.Plain : IsLines(text) ? ScalarStyle.Literal : ScalarStyle.DoubleQuoted);
                break;
            default:
                Emit(emitter, node?.ToJsonString() ?? "null", ScalarStyle.Plain);
                break;
        }
    }

    private static void Emit(Emitter emitter, string text, ScalarStyle style) =>
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));

    private static bool IsPlain(string text) => Plain().IsMatch(text) && !Words.Contains(text);

    // Only what every reader keeps in a block as it is: the rest is quoted.
    private static bool IsLines(string text) =>
        text.Contains('\n', StringComparison.Ordinal) && text[0] is not (' ' or '\n' or '\t')
        && !text.EndsWith("\n\n", StringComparison.Ordinal) && !text.EndsWith(" \n", StringComparison.Ordinal) && text[^1] != ' '
        && text.All(static c => c is '\n' or (>= ' ' and <= '~'));

    // Begins with a letter or a slash, so it is no number, date or sign of YAML's own.
    [GeneratedRegex(@"\A[A-Za-z/][A-Za-z0-9_./@-]*(:[A-Za-z0-9_./@-]+)*\z")]
    private static partial Regex Plain();
}
