using System.CommandLine;
using System.Security;
using OpenClaw.Models;
using OpenClaw.Operations.Changes;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks rotate [name] --secret ...</c>: another secret, proven by a chat, or the old one again.</summary>
internal static class RotateCommand
{
    public static Command Create()
    {
        var which = new Option<OpenClawSecretName>("--secret") { Description = "Which one", DefaultValueFactory = _ => OpenClawSecretName.GatewayToken };
        var endpoint = new Option<string?>("--endpoint") { Description = "Endpoint the Azure OpenAI key is for; the key is read from standard input" };
        var modelConfig = new Option<string?>("--model-config") { Description = "File with the new Azure OpenAI keys" };
        var cluster = new ClusterOptions();
        var switches = new ChangeSwitches();
        var command = new Command("rotate", "Change a secret and prove that it works; else the old one is put back.") { which, endpoint, modelConfig };
        switches.AddTo(command);
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var path = result.GetValue(modelConfig);
            var secret = new ResetSecretOptions(result.GetValue(which))
            {
                Endpoint = result.GetValue(endpoint),
                ModelConfig = path is null ? null : await ModelConfigReader.ReadAsync(path, terminal.Context, cancellationToken),
                Key = result.GetValue(which) == OpenClawSecretName.AzureOpenAIKey && path is null ? ReadKey(terminal) : null,
            };
            var target = await cluster.FindClusterAsync(result, terminal.Context, cancellationToken);
            await terminal.StepAsync(
                $"Changing {secret.Secret}",
                () => ResetSecretOperation.RunAsync(
                    target, cluster.Name(result), cluster.Namespace(result), secret, switches.Read(result), terminal.Asking(switches.Yes(result)), cancellationToken),
                instance => instance.Changed ? $"{secret.Secret} of {instance} is changed." : "Nothing was changed.");
            return 0;
        });
        return command;
    }

    private static SecureString ReadKey(Console.Terminal terminal)
    {
        if (!System.Console.IsInputRedirected)
            terminal.ShowNote("The new key, and Enter:");
        var key = new SecureString();
        while (true)
        {
            var next = System.Console.IsInputRedirected ? System.Console.Read() : System.Console.ReadKey(intercept: true).KeyChar;
            if (next is -1 or '\r' or '\n')
                return key;
            key.AppendChar((char)next);
        }
    }
}
