using System.CommandLine;
using System.Net;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks secret [name]</c>: prints one secret, because the user asked for just that.</summary>
internal static class SecretCommand
{
    public static Command Create()
    {
        var which = new Option<string>("--secret")
        {
            Description = "Which one",
            DefaultValueFactory = _ => "GatewayToken",
        };
        which.AcceptOnlyFromAmong("GatewayToken", "LiteLLMMasterKey");
        var cluster = new ClusterOptions();
        var command = new Command("secret", "Print the gateway token (or the LiteLLM master key) to standard output.") { which };
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var instance = await cluster.FindInstanceAsync(result, terminal.Context, cancellationToken);
            var secrets = await GetSecretOperation.RunAsync(
                instance.Cluster, instance.Name, instance.Namespace, [result.GetValue(which)!], terminal.Context, cancellationToken);
            System.Console.WriteLine(new NetworkCredential("", secrets[0].Value).Password);
            return 0;
        });
        return command;
    }
}
