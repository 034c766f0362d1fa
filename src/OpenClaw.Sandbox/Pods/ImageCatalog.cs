using System.Security.Cryptography;
using System.Text;
using OpenClaw.Sandbox.Pods.Programs;

namespace OpenClaw.Sandbox.Pods;

/// <summary>Knows the images the sandbox can play, by their repositories' names.</summary>
internal static class ImageCatalog
{
    /// <summary>The version of a stand-in whose image's tag tells none.</summary>
    public const string DefaultVersion = "2026.9.6";

    /// <summary>The version that the stand-in for an image says it is: the image's tag, where that begins with a digit.</summary>
    public static string VersionOf(string image) => Split(image).Tag is [>= '0' and <= '9', ..] and { } tag ? tag : DefaultVersion;

    /// <summary>The program that plays an image, or null when the sandbox has none.</summary>
    public static string? FindProgram(string image)
    {
        var repository = Split(image).Repository;
        if (repository.EndsWith("busybox", StringComparison.OrdinalIgnoreCase))
            return ContainerProgram.Busybox;
        // LiteLLM first: a mirror under an openclaw organisation is still LiteLLM.
        if (repository.Contains("litellm", StringComparison.OrdinalIgnoreCase))
            return ContainerProgram.Relay;
        return repository.Contains("openclaw", StringComparison.OrdinalIgnoreCase) ? ContainerProgram.Gateway : null;
    }

    /// <summary>An image's id as runtimes tell it; the digest of one that names none is made of its name.</summary>
    public static string IdOf(string image)
    {
        var at = image.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? "sha256:" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(image))).ToLowerInvariant() : image[(at + 1)..];
        return $"{Split(image).Repository}@{digest}";
    }

    private static (string Repository, string Tag) Split(string image)
    {
        var name = image.Split('@')[0];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? (name[..colon], name[(colon + 1)..]) : (name, "");
    }
}
