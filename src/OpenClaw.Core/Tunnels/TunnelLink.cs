using OpenClaw.Kubernetes;

namespace OpenClaw.Tunnels;

/// <summary>One way to the cluster. A retired one is disposed when the last connection on it has ended.</summary>
/// <param name="client">The way to the API server; owned.</param>
/// <param name="ns">The instance's namespace.</param>
internal sealed class TunnelLink(IKubernetesClient client, string ns)
{
    private int _users = 1;

    /// <summary>The way to the API server.</summary>
    public IKubernetesClient Client => client;

    /// <summary>The way to the pods.</summary>
    public IPortForwarder Forwarder { get; } = client.CreatePortForwarder(ns, TunnelOptions.DefaultPort);

    /// <summary>Keeps it from being disposed until <see cref="LeaveAsync"/>; false when it has been.</summary>
    public bool TryEnter()
    {
        for (var users = Volatile.Read(ref _users); users > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }

        return false;
    }

    /// <summary>Its maker or a user no longer needs it.</summary>
    public async ValueTask LeaveAsync()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        await Forwarder.DisposeAsync().ConfigureAwait(false);
        client.Dispose();
    }
}
