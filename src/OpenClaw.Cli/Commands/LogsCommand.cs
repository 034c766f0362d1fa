using System.CommandLine;
using OpenClaw.Operations.Logs;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks logs [name]</c>: the logs of both programs, secrets masked.</summary>
internal static class LogsCommand
{
    public static Command Create()
    {
        var program = new Option<OpenClawProgram[]>("--program") { Description = "Only this program", AllowMultipleArgumentsPerToken = true };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until Ctrl+C, through restarts and new pods" };
        var since = new Option<TimeSpan?>("--since") { Description = "Only lines younger than this, for example 10m", CustomParser = Age.Parse };
        var tail = new Option<int?>("--tail") { Description = "Only so many of the last lines of each program" };
        var previous = new Option<bool>("--previous", "-p") { Description = "What the programs said before their last restart" };
        var timestamps = new Option<bool>("--timestamps") { Description = "Show each line with its time" };
        var cluster = new ClusterOptions();
        var command = new Command("logs", "Print the logs of OpenClaw and LiteLLM, their secrets masked.") { program, follow, since, tail, previous, timestamps };
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var query = new LogQuery
            {
                Programs = result.GetValue(program) ?? [],
                Follow = result.GetValue(follow),
                Since = result.GetValue(since),
                Tail = result.GetValue(tail),
                Previous = result.GetValue(previous),
                Timestamps = result.GetValue(timestamps),
            };
            var found = await cluster.FindClusterAsync(result, terminal.Context, cancellationToken);
            await LogOperation.RunAsync(
                found, cluster.Name(result), cluster.Namespace(result), query, System.Console.WriteLine, terminal.Context, cancellationToken);
            return 0;
        });
        return command;
    }
}
