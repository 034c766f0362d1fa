using System.CommandLine;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks remove &lt;name&gt;</c>: deletes what deploy made, and nothing else.</summary>
internal static class RemoveCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Name, as given to deploy" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var signIn = new SignInOptions();
        var command = new Command("remove", "Delete the cluster and its resource group with everything in them.") { name, yes };
        signIn.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var signInOptions = signIn.Read(result);
            var found = await GetClustersOperation.RunAsync(result.GetValue(name), null, signInOptions, terminal.Context, cancellationToken);
            foreach (var cluster in found)
            {
                terminal.ShowNote($"This deletes cluster {cluster.ClusterName} and, where deploy made it, resource group {cluster.ResourceGroup}, with all of OpenClaw's data.");
                if (!result.GetValue(yes) && !Confirmed())
                {
                    terminal.ShowNote("Nothing was deleted.");
                    return 1;
                }

                await terminal.StepAsync(
                    $"Deleting {cluster.ClusterName}",
                    async () =>
                    {
                        await RemoveClusterOperation.RunAsync(cluster, signInOptions, terminal.Context, cancellationToken);
                        return cluster;
                    },
                    c => $"{c.ClusterName} is gone");
            }

            return 0;
        });
        return command;
    }

    private static bool Confirmed()
    {
        if (System.Console.IsInputRedirected)
            return false;
        System.Console.Error.Write("Type 'yes' to go on: ");
        return System.Console.ReadLine()?.Trim() == "yes";
    }
}
