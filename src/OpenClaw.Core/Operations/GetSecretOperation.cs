using System.Security;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Reads the secrets of an instance.</summary>
public static class GetSecretOperation
{
    /// <summary>Name of the token that opens the Control UI and the gateway's API.</summary>
    public const string GatewayToken = nameof(GatewayToken);

    /// <summary>Name of the key that opens the LiteLLM proxy.</summary>
    public const string LiteLLMMasterKey = nameof(LiteLLMMasterKey);

    private static readonly (string Name, string Key)[] Known =
        [(GatewayToken, InstanceSecrets.GatewayToken), (LiteLLMMasterKey, InstanceSecrets.MasterKey)];

    /// <summary>Reads secrets.</summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="names">Which secrets, without regard to case; null or empty means all.</param>
    /// <param name="context">Takes messages.</param>
    /// <param name="cancellationToken">Stops the operation.</param>
    /// <exception cref="OpenClawException">There is no such instance or secret (<see cref="ErrorKind.NotFound"/>).</exception>
    public static async Task<IReadOnlyList<OpenClawSecret>> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, string[]? names, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        var wanted = names is { Length: > 0 } ? names.Select(Find).Distinct().ToArray() : Known;
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var secret = new ResourceName(ResourceKind.Secret, ns, new InstanceNames(instanceName, ns).Secret);
        var values = InstanceSecrets.Decode(await client.GetAsync(secret, cancellationToken).ConfigureAwait(false)
            ?? throw new OpenClawException(
                nameof(InstallMessages.InstanceNotFound), ErrorKind.NotFound,
                MessageText.Format(InstallMessages.InstanceNotFound, instanceName, ns, cluster.Name), instanceName));
        return [.. wanted.Select(w => new OpenClawSecret
        {
            Name = w.Name,
            InstanceName = instanceName,
            Namespace = ns,
            Value = Secure(values.GetValueOrDefault(w.Key) ?? throw new OpenClawException(
                nameof(InstallMessages.SecretMissing), ErrorKind.NotFound, MessageText.Format(InstallMessages.SecretMissing, secret, w.Key), w.Name)),
        })];
    }

    private static (string Name, string Key) Find(string name) => Known.FirstOrDefault(k => k.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Name: not null } known
        ? known
        : throw new OpenClawException(
            nameof(InstallMessages.SecretUnknown), ErrorKind.NotFound,
            MessageText.Format(InstallMessages.SecretUnknown, name, string.Join(", ", Known.Select(k => k.Name))), name);

    private static SecureString Secure(string value)
    {
        var secure = new SecureString();
        foreach (var c in value)
            secure.AppendChar(c);
        secure.MakeReadOnly();
        return secure;
    }
}
