using System.Globalization;

namespace OpenClaw.Kubernetes;

/// <summary>HTTP to a port of a pod through the API server, without a port on this machine.</summary>
internal static class PodHttp
{
    /// <summary>Makes a client whose requests go to one pod, whatever host their URL names.</summary>
    /// <param name="client">The way to the cluster; must live longer than the result.</param>
    /// <param name="ns">Namespace.</param>
    /// <param name="pod">Pod.</param>
    /// <param name="port">Port in the pod.</param>
    /// <param name="timeout">How long an answer may take.</param>
    public static HttpClient Create(IKubernetesClient client, string ns, string pod, int port, TimeSpan timeout) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectCallback = async (_, token) =>
        {
            try
            {
                return new PortForwardStream(await client.PortForwardAsync(ns, pod, port, token).ConfigureAwait(false));
            }
            catch (OpenClawException e)
            {
                // The only kind of exception that comes out of HttpClient as it went in.
                throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
            }
        },
    })
    {
        // The program in the pod is asked as if from its own machine.
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")),
        Timeout = timeout,
    };
}
