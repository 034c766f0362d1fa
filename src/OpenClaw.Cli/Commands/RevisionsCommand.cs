using System.CommandLine;
using OpenClaw.Operations.Changes;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks revisions [name]</c>: the states that were applied, a line each.</summary>
internal static class RevisionsCommand
{
    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var command = new Command("revisions", "List the states of the instance that were applied; * is the current one.");
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var target = await cluster.FindClusterAsync(result, terminal.Context, cancellationToken);
            foreach (var revision in await GetRevisionsOperation.RunAsync(
                target, cluster.Name(result), cluster.Namespace(result), null, terminal.Context, cancellationToken))
                System.Console.WriteLine(
                    $"{(revision.IsCurrent ? '*' : ' ')} {revision.Number,3}  {revision.Created.LocalDateTime:g}  OpenClaw {revision.OpenClawVersion ?? revision.OpenClawImage}  "
                    + $"LiteLLM {revision.LiteLLMVersion ?? revision.LiteLLMImage}  {revision.ModelName}  {string.Join("; ", revision.Changes)}");
            return 0;
        });
        return command;
    }
}
