using System.Globalization;
using System.Text;

namespace OpenClaw.Tunnel;

/// <summary>The body that the stand-in answers /pattern with: every 64 bytes say whose they are and where they belong.</summary>
internal static class Pattern
{
    private const int LineLength = 64;

    /// <summary>The whole body.</summary>
    /// <param name="tag">Whose.</param>
    /// <param name="size">How long.</param>
    public static string Of(string tag, int size)
    {
        var text = new StringBuilder(size + LineLength);
        for (var line = 0; text.Length < size; line++)
            text.Append(string.Create(CultureInfo.InvariantCulture, $"{tag}:{line}").PadRight(LineLength - 1, '.')).Append('\n');
        return text.ToString(0, size);
    }
}
