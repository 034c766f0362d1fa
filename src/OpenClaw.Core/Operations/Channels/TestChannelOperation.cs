using OpenClaw.Kubernetes;
using OpenClaw.Operations.Checks;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Channels;

/// <summary>Tests the chat channels of an instance.</summary>
public static class TestChannelOperation
{
    /// <summary>Tests them: credential, plugin, configuration, and how the gateway says they are. Changes nothing.</summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="channels">Which; empty for all.</param>
    /// <param name="emit">Takes each result as it comes.</param>
    /// <param name="context">Takes messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">There is no such instance or channel (<see cref="ErrorKind.NotFound"/>).</exception>
    public static async Task RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, string[] channels, Action<OpenClawTestResult> emit,
        OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(emit);
        ArgumentNullException.ThrowIfNull(context);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var reader = new ChannelReader(client, cluster, new(instanceName, ns), context);
        var all = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (channels.FirstOrDefault(name => !all.Any(c => ChannelReader.Is(c, name))) is { } missing)
            throw new OpenClawException(
                nameof(ChannelMessages.ChannelNotFound), ErrorKind.NotFound,
                MessageText.Format(ChannelMessages.ChannelNotFound, missing, $"{ns}/{instanceName}"), missing);
        var report = new CheckReport(emit, context, ChannelMessages.CheckActivity) { InstanceName = instanceName, Namespace = ns };
        try
        {
            foreach (var channel in all.Where(c => channels.Length == 0 || channels.Any(name => ChannelReader.Is(c, name))))
                await TestAsync(new(reader, new(instanceName, ns), channel, context), channel.Channel, reader.Config is null, report, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            report.Complete();
        }
    }

    private static async Task TestAsync(ChannelChecks checks, string label, bool isDown, CheckReport report, CancellationToken cancellationToken)
    {
        var down = isDown ? CheckNames.Gateway : null;
        var (credential, configuration) = ($"{label} credential", $"{label} configuration");
        var remedy = ChannelMessages.ConfigOwnRemedy;
        var hasCredential = await report.RunAsync(credential, null, remedy, _ => Task.FromResult(checks.Credential()), cancellationToken).ConfigureAwait(false);
        await report.RunAsync($"{label} plugin", down, ChannelMessages.PluginRemedy, checks.PluginAsync, cancellationToken).ConfigureAwait(false);
        var isConfigured = await report.RunAsync(configuration, down, remedy, _ => Task.FromResult(checks.Configuration()), cancellationToken).ConfigureAwait(false);
        await report.RunAsync(
            $"{label} status", down ?? (hasCredential ? isConfigured ? null : configuration : credential), remedy, checks.StatusAsync, cancellationToken).ConfigureAwait(false);
    }
}
