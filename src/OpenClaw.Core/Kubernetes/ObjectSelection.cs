namespace OpenClaw.Kubernetes;

/// <summary>Which objects to list or watch.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Namespace">Namespace, or null for all.</param>
/// <param name="LabelSelector">Label selector, or null.</param>
/// <param name="FieldSelector">Field selector, or null.</param>
internal sealed record ObjectSelection(ResourceKind Kind, string? Namespace, string? LabelSelector, string? FieldSelector)
{
    /// <summary>The path of the collection.</summary>
    public string Path => Kind.CollectionPath(Namespace);

    /// <summary>A query with the selectors in it.</summary>
    public QueryString Query() => new QueryString().Add("labelSelector", LabelSelector).Add("fieldSelector", FieldSelector);

    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? Kind.Plural : $"{Kind.Plural} in {Namespace}";
}
