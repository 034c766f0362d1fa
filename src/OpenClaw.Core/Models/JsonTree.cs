using System.Text;
using System.Text.Json;
using OpenClaw.Resources;

namespace OpenClaw.Models;

/// <summary>Reads JSON with comments and trailing commas into nodes that know where they stand, as far as it is JSON.</summary>
internal static class JsonTree
{
    private static readonly JsonReaderOptions Options =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 32 };

    /// <summary>Reads a text; what stops the reading becomes a problem, never with more of the text than one punctuation mark.</summary>
    /// <param name="utf8">The text, without a byte order mark.</param>
    /// <param name="positions">The text's lines.</param>
    /// <param name="problem">What stopped it, or null.</param>
    /// <returns>The root as far as it was read, or null when there is none.</returns>
    public static JsonNodeAt? Read(ReadOnlySpan<byte> utf8, TextPositions positions, out ModelConfigProblem? problem)
    {
        problem = null;
        var reader = new Utf8JsonReader(utf8, Options);
        JsonNodeAt? root = null;
        try
        {
            if (!reader.Read())
                return null;
            root = NodeAt(ref reader);
            Fill(ref reader, root);
            reader.Read();
        }
        catch (JsonException e)
        {
            var offset = positions.Offset(e.LineNumber ?? 0, e.BytePositionInLine ?? 0);
            problem = Explain(utf8, offset, (int)reader.TokenStartIndex, reader.CurrentDepth >= Options.MaxDepth, positions);
        }
        catch (InvalidOperationException)
        {
            // GetString on an escaped lone surrogate.
            var (line, column) = positions.Of((int)reader.TokenStartIndex);
            problem = new(line, column, "", ModelConfigMessages.JsonLoneSurrogate, "");
        }
        return root;
    }

    private static JsonNodeAt NodeAt(ref Utf8JsonReader reader) => new(
        reader.TokenType switch
        {
            JsonTokenType.StartObject => JsonValueKind.Object,
            JsonTokenType.StartArray => JsonValueKind.Array,
            JsonTokenType.String => JsonValueKind.String,
            JsonTokenType.Number => JsonValueKind.Number,
            JsonTokenType.True => JsonValueKind.True,
            JsonTokenType.False => JsonValueKind.False,
            _ => JsonValueKind.Null,
        },
        (int)reader.TokenStartIndex,
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : "");

    private static void Fill(ref Utf8JsonReader reader, JsonNodeAt node)
    {
        if (node.Kind == JsonValueKind.Object)
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (name, offset) = (reader.GetString()!, (int)reader.TokenStartIndex);
                reader.Read();
                var value = NodeAt(ref reader);
                node.Properties.Add(new(name, offset, value));
                Fill(ref reader, value);
            }
        else if (node.Kind == JsonValueKind.Array)
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var item = NodeAt(ref reader);
                node.Items.Add(item);
                Fill(ref reader, item);
            }
    }

    private static ModelConfigProblem Explain(ReadOnlySpan<byte> utf8, int offset, int tokenStart, bool tooDeep, TextPositions positions)
    {
        var (line, column) = positions.Of(offset);
        if (tooDeep)
            return new(line, column, "", ModelConfigMessages.JsonTooDeep, ModelConfigMessages.JsonShapeRemedy);
        if (offset >= utf8.Length || utf8[offset..].IndexOfAnyExcept(" \t\r\n"u8) < 0)
            return new(line, column, "", ModelConfigMessages.JsonEndsEarly, ModelConfigMessages.JsonEndsEarlyRemedy);
        var at = utf8[offset];
        var (problem, remedy) = at switch
        {
            (byte)'\'' => (ModelConfigMessages.JsonSingleQuote, ModelConfigMessages.JsonQuoteRemedy),
            0xE2 when utf8.Length > offset + 2 && utf8[offset + 1] == 0x80 && utf8[offset + 2] is >= 0x98 and <= 0x9F =>
                (ModelConfigMessages.JsonTypographicQuote, ModelConfigMessages.JsonQuoteRemedy),
            (byte)'"' or (byte)'{' or (byte)'[' => (ModelConfigMessages.JsonCommaMissing, ModelConfigMessages.JsonCommaRemedy),
            (byte)'\r' or (byte)'\n' => (ModelConfigMessages.JsonStringNotClosed, ModelConfigMessages.JsonStringRemedy),
            < 0x20 => (ModelConfigMessages.JsonControlCharacter, ModelConfigMessages.JsonStringRemedy),
            _ when InEscape(utf8, offset, tokenStart) => (ModelConfigMessages.JsonBackslash, ModelConfigMessages.JsonBackslashRemedy),
            (byte)',' or (byte)':' or (byte)'}' or (byte)']' or (byte)'=' or (byte)';' =>
                (MessageText.Format(ModelConfigMessages.JsonUnexpectedMark, Encoding.ASCII.GetString([at])), ModelConfigMessages.JsonShapeRemedy),
            _ => (ModelConfigMessages.JsonUnexpected, ModelConfigMessages.JsonQuoteRemedy),
        };
        return new(line, column, "", problem, remedy);
    }

    private static bool InEscape(ReadOnlySpan<byte> utf8, int offset, int tokenStart)
    {
        var from = Math.Max(tokenStart, offset - 5);
        return from < offset && utf8[from..offset].LastIndexOf((byte)'\\') >= 0;
    }
}
