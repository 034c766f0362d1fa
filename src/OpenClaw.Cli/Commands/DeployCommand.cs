using System.CommandLine;
using OpenClaw.Models;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks deploy &lt;name&gt; &lt;region&gt; &lt;model&gt;</c>: the arguments in the order of the guide's script.</summary>
internal static class DeployCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Name, the prefix of everything made, for example openclaw" };
        var region = new Argument<string>("region") { Description = "Azure region, for example eastus2" };
        var model = new Argument<string>("model") { Description = "Name of the model, for example gpt-5.2" };
        var modelConfig = new Option<string>("--model-config")
        {
            Description = "File with your Azure OpenAI endpoints",
            DefaultValueFactory = _ => "azure-openai.json",
        };
        var nodeSize = new Option<string?>("--node-size") { Description = "VM size of the nodes [default: Standard_D2s_v5]" };
        var adopt = new Option<bool>("--adopt") { Description = "Take over an existing group or cluster of that name" };
        var signIn = new SignInOptions();

        var command = new Command("deploy", "Make the cluster and install LiteLLM and OpenClaw on it; safe to run again.")
        {
            name, region, model, modelConfig, nodeSize, adopt,
        };
        signIn.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            // Read first: a mistake in the file must show before anything is made.
            var config = await ModelConfigReader.ReadAsync(result.GetValue(modelConfig)!, terminal.Context, cancellationToken);
            var clusterOptions = new NewClusterOptions
            {
                Name = result.GetValue(name)!,
                Location = result.GetValue(region)!,
                Adopt = result.GetValue(adopt),
            };
            if (result.GetValue(nodeSize) is { } size)
                clusterOptions = clusterOptions with { NodeSize = size, NodeSizeGiven = true };
            var installOptions = new InstallOptions { Name = clusterOptions.Name, ModelName = result.GetValue(model)! };

            var cluster = await terminal.StepAsync(
                $"Making the cluster for {clusterOptions.Name}",
                () => NewClusterOperation.RunAsync(clusterOptions, signIn.Read(result), terminal.Context, cancellationToken),
                c => $"Cluster {c!.ClusterName} is {c.ProvisioningState} in {c.Location}");
            await terminal.StepAsync(
                "Installing LiteLLM and OpenClaw",
                () => InstallOperation.RunAsync(cluster!, installOptions, config, terminal.Context, cancellationToken),
                InstallOutcome.Of);
            terminal.ShowNote($"Open it with: openclaw-aks tunnel {clusterOptions.Name} --browser");
            return 0;
        });
        return command;
    }
}
