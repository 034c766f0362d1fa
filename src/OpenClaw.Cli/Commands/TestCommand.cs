using System.CommandLine;
using OpenClaw.Cli.Console;
using OpenClaw.Operations.Checks;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks test [name]</c>: one line a check; exit code 1 when one failed.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = $"Leave out the chat, which takes about {TestOptions.ChatPromptTokens} prompt tokens of the model" };
        var cluster = new ClusterOptions();
        var command = new Command("test", "Test every link from Azure to the model; exits with 1 when one is broken.") { quick };
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var options = new TestOptions { Quick = result.GetValue(quick) };
            // Only in Azure is finding the cluster a link of the chain.
            var known = cluster.UsesKubeConfig(result) ? await cluster.FindClusterAsync(result, terminal.Context, cancellationToken) : null;
            if (!options.Quick)
                terminal.ShowNote($"The last check is a chat through the whole chain, about {TestOptions.ChatPromptTokens:N0} prompt tokens of the model; --quick leaves it out.");
            var passed = await TestOperation.RunAsync(
                async token => (known ?? await cluster.FindClusterAsync(result, terminal.Context, token), cluster.Name(result), cluster.Namespace(result)),
                options, found => terminal.ShowResult(found), terminal.Context, cancellationToken);
            return passed ? 0 : 1;
        });
        return command;
    }
}
