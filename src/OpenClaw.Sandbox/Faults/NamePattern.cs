using System.Text.RegularExpressions;

namespace OpenClaw.Sandbox.Faults;

/// <summary>A pattern of names or paths: <c>*</c> is anything but a slash, <c>**</c> anything, <c>?</c> one character. Letter case does not matter.</summary>
internal sealed class NamePattern(string text)
{
    private readonly Regex regex = new(
        "^" + Regex.Escape(text).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)
            .Replace(@"\?", "[^/]", StringComparison.Ordinal) + "$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public bool Matches(string name) => regex.IsMatch(name);

    /// <inheritdoc/>
    public override string ToString() => text;
}
