using System.CommandLine;
using OpenClaw.Operations.Changes;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks undo [name]</c>: back to an earlier revision.</summary>
internal static class UndoCommand
{
    public static Command Create()
    {
        var revision = new Option<int?>("--revision") { Description = "Number of the revision [default: the one before the current one]" };
        var keepState = new Option<bool>("--keep-state") { Description = "Leave OpenClaw's state as it is, whatever version it is from" };
        var cluster = new ClusterOptions();
        var switches = new ChangeSwitches();
        var command = new Command("undo", "Go back to an earlier revision of the instance.") { revision, keepState };
        switches.AddTo(command);
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var undo = new UndoOptions { Revision = result.GetValue(revision), KeepState = result.GetValue(keepState) };
            var target = await cluster.FindClusterAsync(result, terminal.Context, cancellationToken);
            await terminal.StepAsync(
                "Going back",
                () => UndoOperation.RunAsync(
                    target, cluster.Name(result), cluster.Namespace(result), undo, switches.Read(result), terminal.Asking(switches.Yes(result)), cancellationToken),
                ChangeOutcome.Of);
            return 0;
        });
        return command;
    }
}
