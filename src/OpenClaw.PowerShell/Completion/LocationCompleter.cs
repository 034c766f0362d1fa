using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OpenClaw.Azure;

namespace OpenClaw.PowerShell.Completion;

/// <summary>Completes Azure regions. A list that is there at once, not the subscription's; any region may be typed.</summary>
public sealed class LocationCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(AzureLocations.WellKnown, wordToComplete);
}
