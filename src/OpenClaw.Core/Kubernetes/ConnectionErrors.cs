using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>Puts a failed connection into words.</summary>
internal static class ConnectionErrors
{
    /// <summary>Makes the error for a server that could not be reached or broke off.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="exception">What happened.</param>
    public static OpenClawException Create(KubernetesConnection connection, Exception exception)
    {
        var tls = exception is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? Find<AuthenticationException>(exception)
            : null;
        return tls is null
            ? Make(nameof(KubernetesMessages.KubernetesUnreachable), KubernetesMessages.KubernetesUnreachable, Reason(exception))
            : Make(nameof(KubernetesMessages.KubernetesUntrusted), KubernetesMessages.KubernetesUntrusted, TlsReason(tls));

        OpenClawException Make(string id, string format, string reason) => new(
            id,
            ErrorKind.ConnectionError,
            string.Format(CultureInfo.CurrentCulture, format, connection.Name, Address(connection), reason),
            connection.Name,
            exception);
    }

    /// <summary>Makes the error for a server that took the request and did not answer.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="waited">How long it was waited for.</param>
    public static OpenClawException Silent(KubernetesConnection connection, TimeSpan waited) => new(
        nameof(KubernetesMessages.KubernetesUnreachable),
        ErrorKind.ConnectionError,
        string.Format(
            CultureInfo.CurrentCulture,
            KubernetesMessages.KubernetesUnreachable,
            connection.Name,
            Address(connection),
            string.Format(CultureInfo.CurrentCulture, KubernetesMessages.UnreachableSilent, waited.TotalSeconds)),
        connection.Name);

    /// <summary>The server's address, safe to show.</summary>
    /// <param name="connection">The connection.</param>
    public static string Address(KubernetesConnection connection) =>
        connection.Server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static string Reason(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => KubernetesMessages.UnreachableName,
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => KubernetesMessages.UnreachableProxy,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => KubernetesMessages.UnreachableHandshake,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Find<SocketException>(exception)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => KubernetesMessages.UnreachableRefused,
            SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown => KubernetesMessages.UnreachableNetwork,
            _ => KubernetesMessages.UnreachableTimeout,
        },
        _ => KubernetesMessages.UnreachableBroken,
    };

    private static string TlsReason(AuthenticationException exception) => exception is ServerCertificateException
        ? exception.Message
        : string.Format(CultureInfo.CurrentCulture, KubernetesMessages.TlsOther, (exception.InnerException ?? exception).Message);

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not (null or T))
            exception = exception.InnerException;
        return (T?)exception;
    }
}
