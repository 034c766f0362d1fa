namespace OpenClaw.Operations;

/// <summary>The tags that prove something in Azure is ours.</summary>
internal static class ClusterTags
{
    /// <summary>Key of the mark.</summary>
    public const string ManagedBy = "managed-by";

    /// <summary>Value of the mark.</summary>
    public const string Us = "OpenClaw.PowerShell";

    /// <summary>Key of the name OpenClaw is known by.</summary>
    public const string Name = "openclaw-name";

    /// <summary>Key of the note that the thing was there before us; then it is never deleted with all that is in it.</summary>
    public const string Adopted = "openclaw-adopted";

    /// <summary>Whether the tags hold our mark.</summary>
    public static bool AreOurs(IReadOnlyDictionary<string, string>? tags) => Value(tags, ManagedBy) == Us;

    /// <summary>The name OpenClaw is known by, or null.</summary>
    public static string? NameIn(IReadOnlyDictionary<string, string>? tags) => AreOurs(tags) ? Value(tags, Name) : null;

    /// <summary>Whether the thing was there before us.</summary>
    public static bool AreAdopted(IReadOnlyDictionary<string, string>? tags) => Value(tags, Adopted) == "true";

    /// <summary>The tags of a thing we make.</summary>
    public static IReadOnlyDictionary<string, string> ForNew(NewClusterOptions options) => With(options.Tags, options.Name);

    /// <summary>The tags of a thing we take over: its own and ours.</summary>
    public static IReadOnlyDictionary<string, string> ForAdopted(IReadOnlyDictionary<string, string>? tags, string name) =>
        With(tags, name, adopted: true);

    /// <summary>The tags of a node pool we make like another: its own and ours.</summary>
    public static IReadOnlyDictionary<string, string> ForPool(IReadOnlyDictionary<string, string>? tags, string name) => With(tags, name);

    /// <summary>Whether a key is one of these.</summary>
    public static bool IsReserved(string key) => Same(key, ManagedBy) || Same(key, Name) || Same(key, Adopted);

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string>? tags, string name, bool adopted = false)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in tags ?? new Dictionary<string, string>()) all[key] = value;
        all[ManagedBy] = Us;
        all[Name] = name;
        if (adopted) all[Adopted] = "true";
        return all;
    }

    private static string? Value(IReadOnlyDictionary<string, string>? tags, string key) =>
        tags?.FirstOrDefault(t => Same(t.Key, key)).Value;

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
