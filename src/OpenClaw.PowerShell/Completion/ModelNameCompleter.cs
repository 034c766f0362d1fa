using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OpenClaw.Models;
using OpenClaw.Operations;

namespace OpenClaw.PowerShell.Completion;

/// <summary>Completes the model's name with the deployment's name in the model config that is on the line already.</summary>
public sealed class ModelNameCompleter : IArgumentCompleter
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var config = Completions.Get<OpenClawModelConfig>(fakeBoundParameters, "ModelConfig")
                ?? Read(Completions.GetPath(fakeBoundParameters, "ModelConfig"));
            return config is null ? [] : Completions.Matching([config.DeploymentName], wordToComplete);
        }
        catch (Exception exception) when (exception is OpenClawException or OperationCanceledException or RuntimeException)
        {
            // A file that cannot be used has no names to offer; the command itself says what is wrong with it.
            return [];
        }
    }

    private static OpenClawModelConfig? Read(string? path)
    {
        if (path is null)
            return null;
        using var cancellation = new CancellationTokenSource(s_patience);
        return Task.Run(() => ModelConfigReader.ReadAsync(path, OperationContext.Silent, cancellation.Token)).GetAwaiter().GetResult();
    }
}
