using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>The Kubernetes versions the sandbox's AKS offers, the same in every region.</summary>
internal static class KubernetesVersions
{
    private static readonly Minor[] All =
    [
        new("1.34", ["1.34.1", "1.34.2"], IsDefault: true, IsPreview: false),
        new("1.35", ["1.35.0", "1.35.1"], IsDefault: false, IsPreview: false),
        new("1.36", ["1.36.0"], IsDefault: false, IsPreview: true),
    ];

    /// <summary>The minor version a cluster gets that does not ask for one.</summary>
    public static string Default => All.First(minor => minor.IsDefault).Name;

    /// <summary>The full version for one asked for as <c>1.34</c> or <c>1.34.2</c>; null when it is not offered.</summary>
    public static string? Resolve(string version) =>
        All.FirstOrDefault(minor => minor.Name == version)?.Patches[^1]
        ?? All.SelectMany(minor => minor.Patches).FirstOrDefault(patch => patch == version);

    /// <summary>The versions as <c>locations/{location}/kubernetesVersions</c> lists them.</summary>
    public static JsonObject ToJson() => new()
    {
        ["values"] = new JsonArray([.. All.Select(minor => new JsonObject
        {
            ["version"] = minor.Name,
            ["isDefault"] = minor.IsDefault ? true : null,
            ["isPreview"] = minor.IsPreview ? true : null,
            ["capabilities"] = new JsonObject { ["supportPlan"] = new JsonArray("KubernetesOfficial", "AKSLongTermSupport") },
            ["patchVersions"] = new JsonObject(minor.Patches.Select(patch => KeyValuePair.Create(
                patch, (JsonNode?)new JsonObject { ["upgrades"] = new JsonArray([.. Upgrades(patch).Select(u => JsonValue.Create(u))]) }))),
        })]),
    };

    /// <summary>The versions a cluster of the given full version can go to: later patches and the next minor.</summary>
    public static IReadOnlyList<string> Upgrades(string version)
    {
        var at = Array.FindIndex(All, minor => minor.Patches.Contains(version));
        if (at < 0)
            return [];
        var later = All[at].Patches.SkipWhile(patch => patch != version).Skip(1);
        return [.. later, .. at + 1 < All.Length ? All[at + 1].Patches : []];
    }

    /// <summary>True when AKS calls the full version a preview.</summary>
    public static bool IsPreview(string version) => All.Any(minor => minor.IsPreview && minor.Patches.Contains(version));

    private sealed record Minor(string Name, string[] Patches, bool IsDefault, bool IsPreview);
}
