using System.Globalization;
using System.Text;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Tunnels;

/// <summary>Reads the gateway token of an instance.</summary>
internal static class GatewayToken
{
    private const string Key = "OPENCLAW_GATEWAY_TOKEN";

    /// <summary>Reads it.</summary>
    /// <param name="client">The way to the cluster.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="OpenClawException">It is not there (<c>TunnelNotInstalled</c>).</exception>
    public static async Task<string> ReadAsync(IKubernetesClient client, OpenClawInstance instance, CancellationToken cancellationToken)
    {
        var name = instance.Name + "-secrets";
        var secret = await client.GetAsync(new(ResourceKind.Secret, instance.Namespace, name), cancellationToken).ConfigureAwait(false);
        var data = secret.Child("data").Text(Key) ?? "";
        var bytes = new byte[data.Length];
        return Convert.TryFromBase64String(data, bytes, out var length) && length > 0
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new OpenClawException(
                nameof(TunnelMessages.TunnelNotInstalled),
                ErrorKind.NotFound,
                string.Format(
                    CultureInfo.CurrentCulture, TunnelMessages.TunnelNotInstalled, instance.Name, instance.Namespace, instance.Cluster, name, Key),
                instance);
    }
}
