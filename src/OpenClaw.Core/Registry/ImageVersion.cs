using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenClaw.Registry;

/// <summary>A tag that is a version: a prefix, numbers with points between them, and nothing else.</summary>
/// <param name="Prefix">What stands before the numbers, for example <c>v</c>.</param>
/// <param name="Numbers">The numbers.</param>
internal sealed partial record ImageVersion(string Prefix, IReadOnlyList<int> Numbers)
{
    /// <summary>The highest version among tags that is written like a given one; release candidates and variants are not.</summary>
    /// <param name="tag">The tag that shows how versions are written.</param>
    /// <param name="tags">The tags there are.</param>
    /// <returns>A tag, or null when the given one is no version or there are none like it.</returns>
    public static string? Newest(string? tag, IEnumerable<string> tags)
    {
        if (TryParse(tag) is not { } like)
            return null;
        return tags.Select(static t => (Tag: t, Version: TryParse(t)))
            .Where(t => t.Version is { } v && v.Prefix == like.Prefix && v.Numbers.Count == like.Numbers.Count)
            .OrderBy(static t => t.Version!.Numbers, Comparer<IReadOnlyList<int>>.Create(Compare))
            .LastOrDefault().Tag;
    }

    private static ImageVersion? TryParse(string? tag) => tag is not null && Form().Match(tag) is { Success: true } match
        ? new(match.Groups["prefix"].Value, [.. match.Groups["number"].Captures.Select(static c => int.Parse(c.Value, CultureInfo.InvariantCulture))])
        : null;

    private static int Compare(IReadOnlyList<int> one, IReadOnlyList<int> other) =>
        one.Zip(other, static (a, b) => a.CompareTo(b)).FirstOrDefault(static c => c != 0);

    [GeneratedRegex(@"\A(?<prefix>v?)(?<number>[0-9]{1,9})(\.(?<number>[0-9]{1,9})){1,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
