using System.CommandLine;
using OpenClaw.Models;
using OpenClaw.Operations.Changes;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks update [name] ...</c>: other versions or another model, proven by a chat, or what was there again.</summary>
internal static class UpdateCommand
{
    public static Command Create()
    {
        var version = new Option<string?>("--to") { Description = "OpenClaw's version: a tag, a digest, or latest" };
        var openClawImage = new Option<string?>("--openclaw-image") { Description = "OpenClaw's image, in place of a version" };
        var liteLLMImage = new Option<string?>("--litellm-image") { Description = "LiteLLM's image" };
        var model = new Option<string?>("--model") { Description = "Name of the model" };
        var modelConfig = new Option<string?>("--model-config") { Description = "File with your Azure OpenAI endpoints" };
        var cluster = new ClusterOptions();
        var switches = new ChangeSwitches();
        var command = new Command("update", "Change versions or model and prove that it works; else what was there is put back.")
        {
            version, openClawImage, liteLLMImage, model, modelConfig,
        };
        switches.AddTo(command);
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var path = result.GetValue(modelConfig);
            var update = new UpdateOptions
            {
                Version = result.GetValue(version),
                OpenClawImage = result.GetValue(openClawImage),
                LiteLLMImage = result.GetValue(liteLLMImage),
                ModelName = result.GetValue(model),
                ModelConfig = path is null ? null : await ModelConfigReader.ReadAsync(path, terminal.Context, cancellationToken),
            };
            var target = await cluster.FindClusterAsync(result, terminal.Context, cancellationToken);
            await terminal.StepAsync(
                "Updating",
                () => UpdateOperation.RunAsync(
                    target, cluster.Name(result), cluster.Namespace(result), update, switches.Read(result), terminal.Asking(switches.Yes(result)), cancellationToken),
                ChangeOutcome.Of);
            return 0;
        });
        return command;
    }
}
