using System.CommandLine;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks start &lt;name&gt;</c>: starts a stopped cluster in Azure and waits until its API server answers.</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        var cluster = new AzureClusterOptions();
        var command = new Command("start", "Start a stopped cluster and wait until it can be used.");
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var found = await cluster.FindAsync(result, terminal.Context, cancellationToken);
            await terminal.StepAsync(
                $"Starting cluster {found.ClusterName}",
                () => StartClusterOperation.RunAsync(found, noWait: false, terminal.Context, cancellationToken),
                c => $"Cluster {c!.ClusterName} is {c.PowerState}");
            return 0;
        });
        return command;
    }
}
