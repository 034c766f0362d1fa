namespace OpenClaw.Sandbox.Arm;

/// <summary>Whom a bearer token names.</summary>
/// <param name="Name">Client or user name, for messages.</param>
/// <param name="ObjectId">Entra object id.</param>
/// <param name="ExpiresOn">When the token stops being good.</param>
internal sealed record Caller(string Name, string ObjectId, DateTimeOffset ExpiresOn);
