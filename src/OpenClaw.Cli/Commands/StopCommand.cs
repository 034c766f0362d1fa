using System.CommandLine;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks stop &lt;name&gt;</c>: stops a cluster in Azure, so that its nodes cost nothing.</summary>
internal static class StopCommand
{
    public static Command Create()
    {
        var cluster = new AzureClusterOptions();
        var command = new Command("stop", "Stop a cluster, so that its nodes cost nothing; everything on it stays.");
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var found = await cluster.FindAsync(result, terminal.Context, cancellationToken);
            await terminal.StepAsync(
                $"Stopping cluster {found.ClusterName}",
                () => StopClusterOperation.RunAsync(found, noWait: false, terminal.Context, cancellationToken),
                c => $"Cluster {c!.ClusterName} is {c.PowerState}");
            return 0;
        });
        return command;
    }
}
