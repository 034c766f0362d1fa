using System.Diagnostics;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Waits until the API server of a cluster that Azure calls running answers, which takes a little longer.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="context">Takes messages.</param>
internal sealed class ApiServerWait(OpenClawCluster cluster, OperationContext context)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Waits.</summary>
    /// <exception cref="OpenClawException">It does not answer (<see cref="ErrorKind.Timeout"/>).</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var wait = new ClusterWait(context, MessageText.Format(ClusterPowerMessages.Starting, cluster.ClusterName));
        try
        {
            while (await AskAsync(cancellationToken).ConfigureAwait(false) is { } failure)
            {
                if (Stopwatch.GetElapsedTime(start) > Patience)
                {
                    throw new OpenClawException(
                        nameof(ClusterPowerMessages.ApiServerSilent), ErrorKind.Timeout,
                        MessageText.Format(ClusterPowerMessages.ApiServerSilent, cluster.ClusterName, Patience, failure.Message), cluster.ClusterName, failure);
                }

                wait.Report(ClusterPowerMessages.WaitingForApiServer);
                await wait.PauseAsync(null, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            wait.Complete();
        }
    }

    /// <summary>Asks once; null when it answered, or when more waiting would not help.</summary>
    private async Task<OpenClawException?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
            var version = await client.GetVersionAsync(cancellationToken).ConfigureAwait(false);
            context.Verbose(MessageText.Format(ClusterPowerMessages.ApiServerAnswers, cluster.ClusterName, version));
            return null;
        }
        catch (OpenClawException e) when (e.Kind is ErrorKind.AuthenticationError or ErrorKind.PermissionDenied)
        {
            // Whether it may be used from here is another question than whether it runs.
            context.Verbose(MessageText.Format(ClusterPowerMessages.ApiServerClosed, cluster.ClusterName, e.Message));
            return null;
        }
        catch (OpenClawException e)
        {
            return e;
        }
    }
}
