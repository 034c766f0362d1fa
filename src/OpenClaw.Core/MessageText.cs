using System.Globalization;

namespace OpenClaw;

/// <summary>Fills in messages from resources.</summary>
internal static class MessageText
{
    /// <summary>Fills in a message for the user's culture.</summary>
    public static string Format(string format, params object?[] args) => string.Format(CultureInfo.CurrentCulture, format, args);
}
