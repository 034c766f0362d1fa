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
            var (instance, signInOptions) = (result.GetValue(name)!, signIn.Read(result));
            var removed = await RemoveClusterOperation.RunAsync(instance, null, null, signInOptions, terminal.Asking(result.GetValue(yes)), cancellationToken);
            terminal.ShowNote(removed ? $"'{instance}' is gone." : "Nothing was deleted.");
            return 0;
        });
        return command;
    }
}
