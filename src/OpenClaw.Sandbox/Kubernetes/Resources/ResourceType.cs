using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Resources;

/// <summary>A kind the API server serves, and where.</summary>
internal sealed record ResourceType
{
    /// <summary>API group; empty for the core group.</summary>
    public required string Group { get; init; }

    public string Version { get; init; } = "v1";

    public required string Kind { get; init; }

    /// <summary>The name in URLs, for example <c>deployments</c>.</summary>
    public required string Plural { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public bool Namespaced { get; init; } = true;

    /// <summary>The status is written through the status subresource only.</summary>
    public bool HasStatus { get; init; }

    /// <summary>metadata.generation counts the changes of the spec.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Subresources besides status, for example <c>scale</c>.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    /// <summary>The kind that is stored when this one is another view of it.</summary>
    public string? ViewOf { get; init; }

    /// <summary>Name of the type in the schema when it is not the kind.</summary>
    public string? SchemaName { get; init; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public string Singular => Kind.ToLowerInvariant();

    public StructType Schema => SchemaTable.Get(SchemaName ?? Kind);

    /// <summary>The resource as messages name it, for example <c>deployments.apps</c>.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The kind as messages name it, for example <c>Deployment.apps</c>.</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}
