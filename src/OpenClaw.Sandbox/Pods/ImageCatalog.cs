using OpenClaw.Sandbox.Pods.Programs;

namespace OpenClaw.Sandbox.Pods;

/// <summary>Knows the images the sandbox can play, by their repositories' names.</summary>
internal static class ImageCatalog
{
    /// <summary>The program that plays an image, or null when the sandbox has none.</summary>
    public static string? FindProgram(string image)
    {
        var repository = image.Split('@')[0];
        var tag = repository.LastIndexOf(':');
        if (tag > repository.LastIndexOf('/'))
            repository = repository[..tag];
        if (repository.EndsWith("busybox", StringComparison.OrdinalIgnoreCase))
            return ContainerProgram.Busybox;
        // LiteLLM first: a mirror under an openclaw organisation is still LiteLLM.
        if (repository.Contains("litellm", StringComparison.OrdinalIgnoreCase))
            return ContainerProgram.Relay;
        return repository.Contains("openclaw", StringComparison.OrdinalIgnoreCase) ? ContainerProgram.Gateway : null;
    }
}
