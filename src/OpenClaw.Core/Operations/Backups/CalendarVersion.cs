using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenClaw.Operations.Backups;

/// <summary>A version of OpenClaw, <c>2026.9.6</c> or <c>2026.9.6-beta.1</c>, which comes before the one without a suffix.</summary>
/// <param name="Numbers">Its numbers.</param>
/// <param name="Suffix">What follows a hyphen, or empty.</param>
internal sealed partial record CalendarVersion(Version Numbers, string Suffix) : IComparable<CalendarVersion>
{
    /// <summary>Reads one; null when the text is none.</summary>
    /// <param name="text">The text, with or without a v before it.</param>
    public static CalendarVersion? TryParse(string text) =>
        Pattern().Match(text) is { Success: true } match && Version.TryParse(match.Groups["numbers"].Value, out var numbers)
            ? new(numbers, match.Groups["suffix"].Value) : null;

    /// <inheritdoc/>
    public int CompareTo(CalendarVersion? other)
    {
        if (other is null)
            return 1;
        if (Numbers.CompareTo(other.Numbers) is not 0 and var order)
            return order;
        if (Suffix.Length == 0 || other.Suffix.Length == 0)
            return other.Suffix.Length.CompareTo(Suffix.Length);
        // beta.10 is after beta.9.
        return CultureInfo.InvariantCulture.CompareInfo.Compare(Padded(Suffix), Padded(other.Suffix), CompareOptions.Ordinal);
    }

    private static string Padded(string suffix) => Digits().Replace(suffix, static m => m.Value.PadLeft(9, '0'));

    [GeneratedRegex(@"^v?(?<numbers>\d+\.\d+\.\d+)(-(?<suffix>[0-9A-Za-z.-]+))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
