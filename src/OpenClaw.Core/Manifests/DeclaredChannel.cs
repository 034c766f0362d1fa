namespace OpenClaw.Manifests;

/// <summary>A channel that is part of what an instance is asked to be. Holds no secret.</summary>
/// <param name="Id">OpenClaw's name for its kind.</param>
/// <param name="Settings">What it needs beside its credentials, by the setting's key.</param>
internal sealed record DeclaredChannel(string Id, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Its kind.</summary>
    /// <exception cref="InvalidOperationException">There is none; <see cref="Readable"/> leaves such out.</exception>
    public ChannelKind Kind() => ChannelKind.All.Single(k => k.Id == Id);

    /// <summary>Those of a stored list that this version knows.</summary>
    /// <param name="stored">The list, or null where an older version stored none.</param>
    public static IReadOnlyList<DeclaredChannel> Readable(IEnumerable<DeclaredChannel>? stored) =>
        stored?.Where(static c => ChannelKind.All.Any(k => k.Id == c.Id)).OrderBy(static c => c.Id, StringComparer.Ordinal).ToArray() ?? [];

    /// <summary>The channels whose credentials and settings stand in a Secret: what was declared, where no history tells.</summary>
    /// <param name="values">The Secret's values.</param>
    public static IReadOnlyList<DeclaredChannel> In(IReadOnlyDictionary<string, string> values) => Readable(
        ChannelKind.All.Where(k => k.Keys.All(values.ContainsKey))
            .Select(k => new DeclaredChannel(k.Id, k.Settings.ToDictionary(static s => s.Setting, s => values[s.Key]))));
}
