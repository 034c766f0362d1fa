namespace OpenClaw.Azure;

/// <summary>A resource provider in a subscription.</summary>
/// <param name="RegistrationState"><c>Registered</c>, <c>Registering</c>, <c>NotRegistered</c>, <c>Unregistered</c>, or null.</param>
/// <param name="Locations">The regions one of its types is offered in, as the API names them; empty when it does not say.</param>
internal sealed record ResourceProviderFacts(string? RegistrationState, IReadOnlyList<string> Locations);
