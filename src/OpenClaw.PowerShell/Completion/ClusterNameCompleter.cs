using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OpenClaw.PowerShell.Pipeline;

namespace OpenClaw.PowerShell.Completion;

/// <summary>Completes the names of clusters that this session has made or listed: Azure is too slow to be asked at a key press.</summary>
public sealed class ClusterNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(ModuleState.Current.ClusterNames.Keys, wordToComplete);
}
