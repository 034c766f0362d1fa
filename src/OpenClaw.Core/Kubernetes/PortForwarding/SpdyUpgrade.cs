using System.Net;

namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>Asks the API server for SPDY/3.1 in a WebSocket to a pod, which it offers since Kubernetes 1.30.</summary>
internal static class SpdyUpgrade
{
    private const string Protocol = "SPDY/3.1+portforward.k8s.io";

    /// <summary>Asks once; whoever needs the carrier knows when to try again.</summary>
    /// <param name="http">The way to the server.</param>
    /// <param name="ns">Namespace.</param>
    /// <param name="pod">Pod.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The upgraded connection, or null when the server does not know the protocol.</returns>
    public static Task<Stream?> OpenAsync(KubernetesHttp http, string ns, string pod, CancellationToken cancellationToken)
    {
        var resource = new ResourceName(ResourceKind.Pod, ns, pod);
        var request = new ApiRequest(HttpMethod.Get, $"{resource.Path}/portforward", "port-forward", resource)
        {
            WebSocketProtocol = Protocol,
            Streaming = true,
            Retried = false,
            ReadsRefusal = IsUnknownProtocol,
        };
        return http.SendAsync(
            request,
            static async (response, token) =>
            {
                if (WebSocketUpgrade.Accepted(response, Protocol))
                    return await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
                response.Dispose();
                return null;
            },
            cancellationToken);
    }

    // What API servers, kubelets and proxies of all ages answer to a sub-protocol they do not know. A 403 may also be a missing right:
    // then the other protocol is refused too, and its answer is the error.
    private static bool IsUnknownProtocol(HttpStatusCode code) => code is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden
        or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotAcceptable or HttpStatusCode.UnsupportedMediaType
        or HttpStatusCode.UpgradeRequired or HttpStatusCode.NotImplemented;
}
