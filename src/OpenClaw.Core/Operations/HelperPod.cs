using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Operations;

/// <summary>A short-lived pod that an operation works with while it holds the instance's lock, of a fixed name: there is one at most.</summary>
/// <param name="instance">The instance.</param>
/// <param name="name">The pod's name.</param>
internal sealed class HelperPod(InstanceContext instance, string name)
{
    private static readonly TimeSpan DropTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Its name.</summary>
    public ResourceName Name { get; } = new(ResourceKind.Pod, instance.Names.Namespace, name);

    private string Field => $"metadata.name={name}";

    /// <summary>Makes it, in place of any that a killed run left behind.</summary>
    /// <param name="manifest">What it is to be.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task CreateAsync(JsonObject manifest, CancellationToken cancellationToken)
    {
        if (await instance.Client.DeleteAsync(Name, cancellationToken).ConfigureAwait(false))
            await GoneWait.RunAsync(instance, ResourceKind.Pod, null, Field, cancellationToken).ConfigureAwait(false);
        await instance.Client.CreateAsync(manifest, InstanceContext.FieldManager, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What happens to it, for ever.</summary>
    /// <param name="cancellationToken">Ends the watch.</param>
    public IAsyncEnumerable<WatchEvent> WatchAsync(CancellationToken cancellationToken) =>
        instance.Client.WatchAsync(ResourceKind.Pod, Name.Namespace, null, Field, cancellationToken);

    /// <summary>Removes it, also when the operation was cancelled; a failure to do so is only noted, for it ends by itself.</summary>
    public async Task DropAsync()
    {
        using var limit = new CancellationTokenSource(DropTimeout, instance.Time);
        try
        {
            await instance.Client.DeleteAsync(Name, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenClawException or OperationCanceledException)
        {
            instance.Operation.Debug($"{Name} was left: {e.Message}");
        }
    }

    /// <summary>Removes what a run may have left that was killed with the instance's lock in its hands.</summary>
    /// <param name="instance">The instance.</param>
    public static Task DropLeftAsync(InstanceContext instance) => Task.WhenAll(
        new HelperPod(instance, instance.Names.VolumePod).DropAsync(), new HelperPod(instance, instance.Names.ImageCheckPod).DropAsync());
}
