using System.Text.Json.Nodes;

namespace OpenClaw.Kubernetes;

/// <summary>Which object: its kind, namespace and name.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">Namespace, or null for kinds outside namespaces.</param>
/// <param name="Name">Name.</param>
internal sealed record ResourceName(ResourceKind Kind, string? Namespace, string Name)
{
    /// <summary>The name of an object, from its manifest.</summary>
    /// <param name="manifest">The object.</param>
    /// <exception cref="ArgumentException">It has no name, or its kind is not known.</exception>
    public static ResourceName Of(JsonObject manifest)
    {
        var kind = ResourceKind.Of(manifest);
        var metadata = manifest["metadata"];
        return new(
            kind,
            kind.Namespaced ? (string?)metadata?["namespace"] : null,
            (string?)metadata?["name"] ?? throw new ArgumentException("The object has no metadata.name.", nameof(manifest)));
    }

    /// <summary>The object's path, without a leading slash.</summary>
    public string Path => $"{Kind.CollectionPath(Namespace)}/{Uri.EscapeDataString(Name)}";

    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? $"{Kind.Kind} {Name}" : $"{Kind.Kind} {Namespace}/{Name}";
}
