using System.CommandLine;
using System.Globalization;
using OpenClaw.Operations.Backups;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks backup [name]</c>: saves an instance's state to a file.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output", "-o") { Description = "The file to write, or a folder that is there", DefaultValueFactory = _ => "." };
        var force = new Option<bool>("--force") { Description = "Overwrite a file that is there" };
        var offline = new Option<bool>("--offline") { Description = "Stop OpenClaw meanwhile and save its files: for one that does not start" };
        var passphrase = new PassphraseOption();
        var cluster = new ClusterOptions();
        var command = new Command("backup", "Save the instance's state to a file; OpenClaw goes on meanwhile.") { output, force, offline };
        passphrase.AddTo(command);
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var options = new BackupOptions
            {
                Path = Path.GetFullPath(result.GetValue(output)!),
                Passphrase = passphrase.Read(result),
                Force = result.GetValue(force),
                Offline = result.GetValue(offline),
            };
            var target = await cluster.FindClusterAsync(result, terminal.Context, cancellationToken);
            var made = await BackupOperation.RunAsync(target, cluster.Name(result), cluster.Namespace(result), options, terminal.Context, cancellationToken);
            terminal.ShowNote(string.Create(
                CultureInfo.CurrentCulture, $"{made!.Bytes:N0} bytes of OpenClaw {made.OpenClawVersion}, {(made.Encrypted ? "encrypted" : "not encrypted")}, sha256 {made.Sha256}"));
            System.Console.WriteLine(made.Path);
            return 0;
        });
        return command;
    }
}
