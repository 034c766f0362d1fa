using System.Security.Authentication;

namespace OpenClaw.Kubernetes;

/// <summary>The server's certificate was not accepted; the message says what is wrong with it.</summary>
internal sealed class ServerCertificateException(string message) : AuthenticationException(message);
