using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Changes;

/// <summary>Changes a secret of an instance, proves that the chain works with it, and else puts the old one back.</summary>
public static class ResetSecretOperation
{
    /// <summary>
    /// Stores the new secret, rolls the programs that read it in the order that keeps the chain whole longest, and has a chat. A run that was
    /// killed is taken up by the next one.
    /// </summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="secret">What to change.</param>
    /// <param name="options">How.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The instance as it is afterwards.</returns>
    /// <exception cref="OpenClawException">The key is missing or none (<see cref="ErrorKind.InvalidArgument"/>), there is no such instance or
    /// endpoint (<see cref="ErrorKind.NotFound"/>), or the change was taken back (<c>ChangeTakenBack</c>).</exception>
    public static async Task<OpenClawInstance> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, ResetSecretOptions secret, ChangeOptions options, OperationContext context,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var rotation = new SecretRotation(secret);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var instance = new InstanceContext(client, cluster, new(instanceName, ns), context, context.Time);
        return await new GatedChange(instance, rotation.Request(options), new()).RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
