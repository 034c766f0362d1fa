using System.Security.Cryptography.X509Certificates;

namespace OpenClaw.Kubernetes;

/// <summary>What an exec plugin answered.</summary>
/// <param name="Token">Bearer token, or null.</param>
/// <param name="Certificate">Client certificate with its key, or null.</param>
/// <param name="Expires">When it ends; null means when the server refuses it.</param>
internal sealed record ExecCredential(string? Token, X509Certificate2? Certificate, DateTimeOffset? Expires);
