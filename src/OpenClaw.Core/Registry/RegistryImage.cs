using OpenClaw.Manifests;

namespace OpenClaw.Registry;

/// <summary>Where an image is: the parts of its name that a registry is asked with.</summary>
/// <param name="Host">The registry's host, and its port if it has one.</param>
/// <param name="Repository">The repository in it.</param>
/// <param name="Tag">The tag, or null.</param>
internal sealed record RegistryImage(string Host, string Repository, string? Tag)
{
    // What Docker's short names stand for.
    private const string DockerHub = "registry-1.docker.io";

    /// <summary>Takes an image's name apart, or returns null when it is none.</summary>
    /// <param name="image">The name, for example <c>ghcr.io/openclaw/openclaw:2026.9.6</c>.</param>
    public static RegistryImage? TryParse(string image)
    {
        if (ImageReference.TryParse(image) is not { } reference)
            return null;
        var name = image.Split('@')[0];
        if (reference.Tag is { } tag)
            name = name[..^(tag.Length + 1)];
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        if (first is "docker.io" or "index.docker.io")
            (name, first) = (name[(slash + 1)..], "");
        else if (first == "localhost" || first.AsSpan().ContainsAny(".:"))
            return new(first, name[(slash + 1)..], reference.Tag);
        return new(DockerHub, name.Contains('/', StringComparison.Ordinal) ? name : "library/" + name, reference.Tag);
    }
}
