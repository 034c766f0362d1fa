namespace OpenClaw;

/// <summary>One difference between an instance as it was declared and as it is.</summary>
public sealed record OpenClawDifference
{
    /// <summary>The object, for example <c>Deployment openclaw-ns/openclaw</c>, or <c>openclaw.json</c> for OpenClaw's own configuration.</summary>
    public required string Object { get; init; }

    /// <summary>The field, for example <c>spec.replicas</c>; null when it is the whole object.</summary>
    public string? Field { get; init; }

    /// <summary>What is declared, shortened, or null. What may be secret is three asterisks.</summary>
    public string? Declared { get; init; }

    /// <summary>What is there, shortened, or null. What may be secret is three asterisks.</summary>
    public string? Actual { get; init; }

    /// <summary>Who owns the field as it is there: a field manager such as <c>kubectl-edit</c>, or null when nobody does.</summary>
    public string? Owner { get; init; }

    /// <summary>What it comes from.</summary>
    public required OpenClawDifferenceKind Kind { get; init; }

    /// <summary>What puts it right, or null where nothing is to be put right.</summary>
    public string? Remedy { get; init; }

    /// <summary>True for what Install-OpenClaw would change or OpenClaw's next start will; false for what is somebody else's and stays.</summary>
    public bool IsDrift => Kind is not (OpenClawDifferenceKind.UserOwned or OpenClawDifferenceKind.Overridden);

    /// <summary>The instance's name.</summary>
    public required string InstanceName { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Object}: {Field}";
}
