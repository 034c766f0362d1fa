using System.CommandLine;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks uninstall [name]</c>: removes an instance from its cluster; the cluster, volume and secrets stay.</summary>
internal static class UninstallCommand
{
    public static Command Create()
    {
        var removeData = new Option<bool>("--remove-data") { Description = "Remove the volume and the secrets too; they cannot be brought back" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var cluster = new ClusterOptions();
        var command = new Command("uninstall", "Remove an instance from its cluster; its volume and secrets are kept.") { removeData, yes };
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var (name, ns) = (cluster.Name(result), cluster.Namespace(result));
            var target = await cluster.FindClusterAsync(result, terminal.Context, cancellationToken);
            var removed = await UninstallOperation.RunAsync(
                target, name, ns, new() { RemoveData = result.GetValue(removeData) }, terminal.Asking(result.GetValue(yes)), cancellationToken);
            terminal.ShowNote(removed ? $"'{name}' is uninstalled." : "Nothing was deleted.");
            return 0;
        });
        return command;
    }
}
