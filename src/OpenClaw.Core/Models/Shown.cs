using System.Text.RegularExpressions;

namespace OpenClaw.Models;

/// <summary>What of a file's own words may stand in a message: keys end up in wrong places, so long or odd words are not repeated.</summary>
internal static partial class Shown
{
    /// <summary>A property's name, or an ellipsis.</summary>
    public static string Name(string name) => ShortWord().IsMatch(name) ? name : "…";

    /// <summary>A placeholder such as <c>&lt;your-api-key&gt;</c> in quotes, or null when it may hold more than that.</summary>
    public static string? Placeholder(string value) =>
        AngleBrackets().Match(value) is { Success: true } angle ? $"'{angle.Value}'"
        : YourWords().IsMatch(value) ? $"'{value}'" : null;

    /// <summary>True for values that are meant to be replaced.</summary>
    public static bool IsPlaceholder(string value) =>
        value.Contains('<', StringComparison.Ordinal) || value.Contains('>', StringComparison.Ordinal) || YourWords().IsMatch(value)
        || Variable().IsMatch(value) || Dummy().IsMatch(value);

    [GeneratedRegex(@"\A[A-Za-z$@_][A-Za-z0-9_.$-]{0,23}\z")]
    private static partial Regex ShortWord();

    [GeneratedRegex(@"<(?=[a-z -_]{1,32}>)[a-z]+([-_ ][a-z]+)*>", RegexOptions.IgnoreCase)]
    private static partial Regex AngleBrackets();

    [GeneratedRegex(@"\A(https?://)?your([-_ ][a-z]+){1,4}(\.openai\.azure\.com/?)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex YourWords();

    [GeneratedRegex(@"\$\{|\{\{|\$\(|\A%\w+%\z|\A\$\w+\z|\A\$env:")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\A(x{3,}|\.{3,}|…|\*{3,}|todo|changeme|placeholder|(api|azure|secret)?[-_ ]?key)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Dummy();
}
