using System.CommandLine;
using OpenClaw.Operations.Backups;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks restore [name] --input FILE</c>: puts a backup's state into an installed instance.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var input = new Option<string>("--input", "-i") { Description = "The file that backup wrote", Required = true };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var passphrase = new PassphraseOption();
        var cluster = new ClusterOptions();
        var command = new Command("restore", "Replace the instance's state by that of a backup.") { input, yes };
        passphrase.AddTo(command);
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var options = new RestoreOptions { Path = Path.GetFullPath(result.GetValue(input)!), Passphrase = passphrase.Read(result) };
            var target = await cluster.FindClusterAsync(result, terminal.Context, cancellationToken);
            var restored = await RestoreOperation.RunAsync(
                target, cluster.Name(result), cluster.Namespace(result), options, terminal.Asking(result.GetValue(yes)), cancellationToken);
            terminal.ShowNote(restored is null ? "Nothing was restored." : $"'{restored.Name}' runs with the restored state.");
            return 0;
        });
        return command;
    }
}
