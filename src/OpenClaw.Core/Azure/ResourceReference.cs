namespace OpenClaw.Azure;

/// <summary>A resource somewhere in Azure.</summary>
/// <param name="Id">Its id.</param>
internal sealed record ResourceReference(string Id);
