using System.Globalization;
using OpenClaw.Kubernetes;
using OpenClaw.Operations;
using OpenClaw.Resources;

namespace OpenClaw.Tunnels;

/// <summary>Opens tunnels: returns one that OpenClaw has answered through, or leaves nothing behind.</summary>
internal static class TunnelOpening
{
    /// <summary>Opens a tunnel.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="options">Local port and times to wait.</param>
    /// <param name="context">Takes progress and milestones while it is opened, nothing afterwards.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static async Task<OpenClawTunnel> RunAsync(
        OpenClawInstance instance, TunnelOptions options, OperationContext context, CancellationToken cancellationToken)
    {
        var listener = TunnelListener.Open(options.LocalPort);
        var opening = true;
        // What goes on after the opening has no caller left to tell.
        var inner = new OperationContext { Write = message => (Volatile.Read(ref opening) ? context.Write : static _ => { })(message) };
        OpenClawTunnel? tunnel = null;
        try
        {
            var connection = await instance.Cluster.ConnectAsync(cancellationToken).ConfigureAwait(false);
            string token;
            using (var client = new KubernetesClient(connection, inner))
                token = await GatewayToken.ReadAsync(client, instance, cancellationToken).ConfigureAwait(false);
            tunnel = new(instance, options, listener, token);
            var work = tunnel.Run(connection, c => new KubernetesClient(c, inner));
            await AwaitAnswerAsync(tunnel, work, context, cancellationToken).ConfigureAwait(false);
            return tunnel;
        }
        catch
        {
            listener.Dispose();
            if (tunnel is not null)
                await tunnel.StopAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            Volatile.Write(ref opening, false);
        }
    }

    private static async Task AwaitAnswerAsync(OpenClawTunnel tunnel, TunnelWork work, OperationContext context, CancellationToken cancellationToken)
    {
        var activity = Text(TunnelMessages.TunnelActivity, tunnel.InstanceName);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, work.Ended);
        end.CancelAfter(tunnel.Options.Timeout);
        try
        {
            await AwaitPodAsync(work.Pods, activity, context, end.Token).ConfigureAwait(false);
            context.Progress(activity, TunnelMessages.TunnelProbing);
            await work.Keeper.WaitAsync(end.Token).ConfigureAwait(false);
            await TunnelProbe.RunAsync(new(tunnel.LocalAddress), work.Status.Note, end.Token).ConfigureAwait(false);
            work.Status.SetAnswered();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // When the cluster refused, that is the error.
            if (work.Ended.IsCancellationRequested)
                await tunnel.Completion.ConfigureAwait(false);
            var why = work.Status.Reason ?? tunnel.LastError ?? "";
            throw new OpenClawException(
                nameof(TunnelMessages.TunnelNotReady), ErrorKind.Timeout,
                Text(TunnelMessages.TunnelNotReady, tunnel.InstanceName, tunnel.Options.Timeout, why), tunnel.Instance);
        }
        finally
        {
            context.ProgressCompleted(activity);
        }

        context.Verbose(Text(TunnelMessages.TunnelOpen, tunnel.InstanceName, tunnel.LocalAddress));
    }

    private static async Task AwaitPodAsync(GatewayPods pods, string activity, OperationContext context, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (pod, changed) = pods.Current;
            if (pod is not null)
                return;
            context.Progress(activity, Text(TunnelMessages.TunnelWaiting, pods.Explanation ?? ""));
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Text(string format, params object[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);
}
