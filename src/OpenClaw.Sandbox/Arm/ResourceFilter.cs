using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpenClaw.Sandbox.Arm;

/// <summary>
/// The part of OData's <c>$filter</c> that Resource Manager's lists know: comparisons with <c>eq</c> and <c>ne</c> joined by <c>and</c>, on
/// name, resourceType, resourceGroup, location, tagName and tagValue.
/// </summary>
internal sealed partial class ResourceFilter
{
    private static readonly string[] Properties = ["name", "resourceType", "resourceGroup", "location", "tagName", "tagValue"];

    private readonly List<(string Property, bool Equal, string Value)> _terms = [];

    public static ResourceFilter Parse(string? text)
    {
        var filter = new ResourceFilter();
        if (string.IsNullOrWhiteSpace(text))
            return filter;
        foreach (var term in text.Split(" and ", StringSplitOptions.TrimEntries))
        {
            var match = Term().Match(term);
            var property = Properties.FirstOrDefault(name => name.Equals(match.Groups[1].Value, StringComparison.OrdinalIgnoreCase));
            if (!match.Success || property is null)
                throw ArmErrors.InvalidFilter(text);
            filter._terms.Add((
                property, match.Groups[2].Value.Equals("eq", StringComparison.OrdinalIgnoreCase),
                match.Groups[3].Value.Replace("''", "'", StringComparison.Ordinal)));
        }

        // Azure takes tags alone: combined with another condition they are refused.
        var onTags = filter._terms.Count(term => term.Property.StartsWith("tag", StringComparison.Ordinal));
        return onTags == 0 || onTags == filter._terms.Count ? filter : throw ArmErrors.InvalidFilter(text);
    }

    public bool Matches(string name, string type, string group, string location, JsonObject? tags)
    {
        var tagName = _terms.FirstOrDefault(term => term.Property == "tagName").Value;
        return _terms.TrueForAll(term => term.Equal == term.Property switch
        {
            "name" => Same(name, term.Value),
            "resourceType" => Same(type, term.Value),
            "resourceGroup" => Same(group, term.Value),
            "location" => Same(location, Regions.Normalize(term.Value)),
            "tagName" => tags is not null && tags.Any(tag => Same(tag.Key, term.Value)),
            _ => tags is not null && tags.Any(tag => (tagName is null || Same(tag.Key, tagName)) && tag.Value?.GetValue<string>() == term.Value),
        });
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(\w+)\s+(eq|ne)\s+'(.*)'$", RegexOptions.IgnoreCase)]
    private static partial Regex Term();
}
