namespace OpenClaw.Azure;

/// <summary>The body of a PATCH that sets tags.</summary>
/// <param name="Tags">All tags the resource is to have.</param>
internal sealed record ResourceTags(IReadOnlyDictionary<string, string> Tags);
