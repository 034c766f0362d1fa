using System.Security.Cryptography.X509Certificates;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>Who asks.</summary>
internal sealed record ApiUser(string Name, IReadOnlyList<string> Groups)
{
    /// <summary>Whether the user may do everything, or nothing: roles are not simulated.</summary>
    public bool IsAdministrator { get; init; } = true;
}

/// <summary>Knows users by client certificates of the cluster's authority and by bearer tokens.</summary>
internal sealed class Authenticator(KubernetesClusterOptions options)
{
    private const string Authenticated = "system:authenticated";
    private const string Administrators = "system:masters";

    // What a WebSocket client that cannot set headers sends the token in.
    private const string ProtocolPrefix = "base64url.bearer.authorization.k8s.io.";

    /// <summary>The user, or null when nobody we know asks.</summary>
    public async ValueTask<ApiUser?> AuthenticateAsync(HttpContext context) =>
        await IdentifyAsync(context) is { } user ? Impersonated(context) ?? user : null;

    // Whom the administrator asks for; those are administrators only by their group.
    private static ApiUser? Impersonated(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers["Impersonate-User"].ToString() is not { Length: > 0 } name) return null;
        string[] groups = [.. headers["Impersonate-Group"].OfType<string>(), Authenticated];
        return new ApiUser(name, groups) { IsAdministrator = groups.Contains(Administrators) };
    }

    private async ValueTask<ApiUser?> IdentifyAsync(HttpContext context)
    {
        if (Token(context) is { } token) return options.AuthenticateToken(token) is { } name ? new ApiUser(name, [Authenticated]) : null;
        var certificate = await context.Connection.GetClientCertificateAsync(context.RequestAborted);
        return certificate is not null && IsSigned(certificate) ? FromSubject(certificate) : null;
    }

    private static string? Token(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header["Bearer ".Length..].Trim();
        var protocol = context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(p => p.StartsWith(ProtocolPrefix, StringComparison.Ordinal));
        if (protocol is null) return null;
        var text = protocol[ProtocolPrefix.Length..].Replace('-', '+').Replace('_', '/');
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), buffer, out var count)
            ? System.Text.Encoding.UTF8.GetString(buffer, 0, count)
            : "";
    }

    private bool IsSigned(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(options.CertificateAuthority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static ApiUser FromSubject(X509Certificate2 certificate)
    {
        var groups = new List<string>();
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == "2.5.4.10" && part.GetSingleElementValue() is { } group) groups.Add(group);
        }

        return new ApiUser(certificate.GetNameInfo(X509NameType.SimpleName, false), [.. groups, Authenticated]);
    }
}
