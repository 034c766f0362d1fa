using Azure.Core;

namespace OpenClaw.Azure;

/// <summary>One way to sign in.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Name">What it is called in messages.</param>
/// <param name="Credential">Gets the token.</param>
/// <param name="Timeout">How long it may take, or null when it may take as long as it needs (a person is at it).</param>
internal sealed record SignInSource(SignInKind Kind, string Name, TokenCredential Credential, TimeSpan? Timeout);
