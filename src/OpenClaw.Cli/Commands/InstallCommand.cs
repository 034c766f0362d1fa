using System.CommandLine;
using OpenClaw.Models;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks install [name] --model &lt;model&gt;</c>: installs on a cluster that is there, in Azure or of a kubeconfig.</summary>
internal static class InstallCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "Name of the model, for example gpt-5.2", Required = true };
        var modelConfig = new Option<string>("--model-config")
        {
            Description = "File with your Azure OpenAI endpoints",
            DefaultValueFactory = _ => "azure-openai.json",
        };
        var openClawImage = new Option<string>("--openclaw-image")
        {
            Description = "OpenClaw's image",
            DefaultValueFactory = _ => InstallOptions.DefaultOpenClawImage,
        };
        var liteLLMImage = new Option<string>("--litellm-image")
        {
            Description = "LiteLLM's image",
            DefaultValueFactory = _ => InstallOptions.DefaultLiteLLMImage,
        };
        var storageClass = new Option<string?>("--storage-class") { Description = "Storage class of the volume [default: the cluster's own]" };
        var cluster = new ClusterOptions();
        var command = new Command("install", "Install LiteLLM and OpenClaw on a cluster you have; safe to run again.")
        {
            model, modelConfig, openClawImage, liteLLMImage, storageClass,
        };
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var config = await ModelConfigReader.ReadAsync(result.GetValue(modelConfig)!, terminal.Context, cancellationToken);
            var options = new InstallOptions
            {
                Name = cluster.Name(result),
                Namespace = cluster.Namespace(result),
                ModelName = result.GetValue(model)!,
                OpenClawImage = result.GetValue(openClawImage)!,
                LiteLLMImage = result.GetValue(liteLLMImage)!,
                StorageClass = result.GetValue(storageClass),
            };
            var target = await cluster.FindClusterAsync(result, terminal.Context, cancellationToken);
            await terminal.StepAsync(
                "Installing LiteLLM and OpenClaw",
                () => InstallOperation.RunAsync(target, options, config, terminal.Context, cancellationToken),
                InstallOutcome.Of);
            terminal.ShowNote($"Open it with: openclaw-aks tunnel {options.Name} --browser, and the same options for the cluster and the namespace");
            return 0;
        });
        return command;
    }
}
