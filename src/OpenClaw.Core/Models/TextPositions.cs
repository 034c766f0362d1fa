using System.Text;

namespace OpenClaw.Models;

/// <summary>Turns byte offsets of a UTF-8 text into lines and columns.</summary>
internal sealed class TextPositions
{
    private readonly ReadOnlyMemory<byte> text;
    private readonly List<int> lineStarts = [0];

    public TextPositions(ReadOnlyMemory<byte> text)
    {
        this.text = text;
        for (var i = 0; i < text.Length; i++)
            if (text.Span[i] == (byte)'\n')
                lineStarts.Add(i + 1);
    }

    /// <summary>Line and column in characters, both from 1.</summary>
    public (int Line, int Column) Of(int offset)
    {
        offset = Math.Clamp(offset, 0, text.Length);
        var index = lineStarts.BinarySearch(offset);
        var line = index >= 0 ? index : ~index - 1;
        var start = lineStarts[line];
        return (line + 1, Encoding.UTF8.GetCharCount(text.Span[start..offset]) + 1);
    }

    /// <summary>The offset of a byte in a line, both from 0, as <see cref="System.Text.Json.JsonException"/> gives them.</summary>
    public int Offset(long line, long byteInLine) =>
        (int)Math.Min(text.Length, lineStarts[(int)Math.Min(line, lineStarts.Count - 1)] + byteInLine);
}
