using System.Text;

namespace OpenClaw.Models;

/// <summary>Turns byte offsets of a UTF-8 text into lines and columns.</summary>
internal sealed class TextPositions
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly List<int> _lineStarts = [0];

    public TextPositions(ReadOnlyMemory<byte> text)
    {
        _text = text;
        for (var i = 0; i < text.Length; i++)
            if (text.Span[i] == (byte)'\n')
                _lineStarts.Add(i + 1);
    }

    /// <summary>Line and column in characters, both from 1.</summary>
    public (int Line, int Column) Of(int offset)
    {
        offset = Math.Clamp(offset, 0, _text.Length);
        var index = _lineStarts.BinarySearch(offset);
        var line = index >= 0 ? index : ~index - 1;
        var start = _lineStarts[line];
        return (line + 1, Encoding.UTF8.GetCharCount(_text.Span[start..offset]) + 1);
    }

    /// <summary>The offset of a byte in a line, both from 0, as <see cref="System.Text.Json.JsonException"/> gives them.</summary>
    public int Offset(long line, long byteInLine) =>
        (int)Math.Min(_text.Length, _lineStarts[(int)Math.Min(line, _lineStarts.Count - 1)] + byteInLine);
}
