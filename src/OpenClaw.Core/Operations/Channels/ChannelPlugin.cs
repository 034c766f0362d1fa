using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Channels;

/// <summary>The plugin of a channel, on the instance's volume.</summary>
/// <param name="gateway">The running gateway.</param>
/// <param name="kind">The channel.</param>
internal sealed class ChannelPlugin(GatewayCommand gateway, ChannelKind kind)
{
    /// <summary>Finds it, or returns null.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<JsonObject?> FindAsync(CancellationToken cancellationToken)
    {
        var answer = await gateway.RunAsync(cancellationToken, "plugins", "list", "--json").ConfigureAwait(false);
        return answer.RequireJson("plugins list").Children("plugins").FirstOrDefault(p => p.Text("id") == kind.Id);
    }

    /// <summary>Installs it unless it is there.</summary>
    /// <param name="operation">Takes messages.</param>
    /// <param name="progress">Takes how far it is.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <exception cref="OpenClawException">It cannot be installed.</exception>
    public async Task EnsureAsync(OperationContext operation, Action<string, int> progress, CancellationToken cancellationToken)
    {
        progress(MessageText.Format(ChannelMessages.ProgressPlugin, kind.Plugin), 10);
        if (await FindAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            operation.Verbose(MessageText.Format(ChannelMessages.PluginThere, kind.Plugin));
            return;
        }
        progress(MessageText.Format(ChannelMessages.ProgressInstall, kind.Plugin), 20);
        var answer = await gateway.RunAsync(cancellationToken, "plugins", "install", kind.Plugin!).ConfigureAwait(false);
        // An earlier run that was stopped may have gone on in the pod meanwhile.
        if (answer.ExitCode != 0 && await FindAsync(cancellationToken).ConfigureAwait(false) is null)
            throw new OpenClawException(
                nameof(ChannelMessages.PluginFailed), ErrorKind.OperationFailed,
                MessageText.Format(ChannelMessages.PluginFailed, kind.Plugin, answer.Reason), kind.Label);
        operation.Verbose(MessageText.Format(ChannelMessages.PluginInstalled, kind.Plugin));
    }
}
