using System.Globalization;
using System.Net;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>Puts an answer that no Kubernetes API server gives into words.</summary>
internal static class UnexpectedAnswer
{
    /// <summary>Makes the error for an answer without a Status or object: a proxy's page, a load balancer's text.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="response">The answer.</param>
    public static OpenClawException Create(KubernetesConnection connection, HttpResponseMessage response)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        return new(
            nameof(KubernetesMessages.KubernetesUnexpectedAnswer),
            response.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.ProxyAuthenticationRequired => ErrorKind.AuthenticationError,
                HttpStatusCode.Forbidden => ErrorKind.PermissionDenied,
                >= HttpStatusCode.InternalServerError => ErrorKind.ConnectionError,
                _ => ErrorKind.InvalidData,
            },
            string.Format(
                CultureInfo.CurrentCulture,
                KubernetesMessages.KubernetesUnexpectedAnswer,
                connection.Name,
                ConnectionErrors.Address(connection),
                (int)response.StatusCode,
                response.StatusCode,
                type is null
                    ? KubernetesMessages.UnexpectedNoContent
                    : string.Format(CultureInfo.CurrentCulture, KubernetesMessages.UnexpectedContent, type)),
            connection.Name);
    }
}
