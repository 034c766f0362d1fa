using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OpenClaw.PowerShell.Pipeline;

namespace OpenClaw.PowerShell.Completion;

/// <summary>Completes the namespaces of instances that this session has installed or listed.</summary>
public sealed class NamespaceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(ModuleState.Current.Instances.Keys.Select(static instance => instance.Namespace), wordToComplete);
}
