using System.Text.RegularExpressions;

namespace OpenClaw.Manifests;

/// <summary>A container image's name as the distribution reference grammar has it.</summary>
/// <param name="Text">The whole reference.</param>
/// <param name="Tag">The tag, or null.</param>
/// <param name="Digest">The digest, or null.</param>
internal sealed partial record ImageReference(string Text, string? Tag, string? Digest)
{
    /// <summary>Kubernetes' own default: an image whose name can come to mean another image is looked up each time.</summary>
    public string PullPolicy => Digest is null && Tag is null or "latest" ? "Always" : "IfNotPresent";

    /// <summary>Reads a reference, or null when it is none.</summary>
    public static ImageReference? TryParse(string text) =>
        text.Length <= 512 && Form().Match(text) is { Success: true } match
            ? new(text, Group(match, "tag"), Group(match, "digest"))
            : null;

    private static string? Group(Match match, string name) => match.Groups[name].Success ? match.Groups[name].Value : null;

    [GeneratedRegex(@"\A(?:(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
