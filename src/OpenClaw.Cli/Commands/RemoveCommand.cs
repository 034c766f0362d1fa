using System.CommandLine;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks remove &lt;name&gt;</c>: deletes what deploy made, and nothing else.</summary>
internal static class RemoveCommand
{
    public static Command Create()
    {
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var cluster = new AzureClusterOptions();
        var command = new Command("remove", "Delete a cluster with everything on it, and its resource group when nothing else is in it.") { yes };
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var name = cluster.Name(result);
            var removed = await RemoveClusterOperation.RunAsync(
                name, cluster.ResourceGroup(result), cluster.SignIn(result), terminal.Asking(result.GetValue(yes)), cancellationToken);
            terminal.ShowNote(removed ? $"'{name}' is gone." : "Nothing was deleted.");
            return 0;
        });
        return command;
    }
}
