using System.CommandLine;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks export [name]</c>: prints an instance's manifests, or writes them into a folder.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var folder = new Option<string?>("--output", "-o") { Description = "Write a file for each object into this folder" };
        var kustomize = new Option<bool>("--kustomize") { Description = "Add a kustomization.yaml to the folder" };
        var force = new Option<bool>("--force") { Description = "Overwrite files that are there" };
        var cluster = new ClusterOptions();
        var command = new Command("export", "Print the instance's manifests as YAML, with secrets as references.") { folder, kustomize, force };
        command.Validators.Add(result =>
        {
            if (result.GetValue(kustomize) && result.GetValue(folder) is null)
                result.AddError("--kustomize needs a folder: add --output.");
        });
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var target = await cluster.FindClusterAsync(result, terminal.Context, cancellationToken);
            var manifest = await ExportOperation.RunAsync(target, cluster.Name(result), cluster.Namespace(result), terminal.Context, cancellationToken);
            if (result.GetValue(folder) is not { } path)
                System.Console.Write(manifest.Text);
            else
                foreach (var file in await manifest.WriteAsync(
                    Path.GetFullPath(path), result.GetValue(kustomize), result.GetValue(force), terminal.Context, cancellationToken))
                    System.Console.WriteLine(file);
            return 0;
        });
        return command;
    }
}
