using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OpenClaw.Kubernetes;

namespace OpenClaw.PowerShell.Completion;

/// <summary>Completes the contexts of the kubeconfig file that is on the line already, or of the user's own.</summary>
public sealed class ContextCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var path = Completions.GetPath(fakeBoundParameters, "KubeConfig");
            return Completions.Matching(KubeConfigClusters.GetContextNames(path), wordToComplete);
        }
        catch (Exception exception) when (exception is OpenClawException or RuntimeException)
        {
            // A file that cannot be used has no names to offer; the command itself says what is wrong with it.
            return [];
        }
    }
}
