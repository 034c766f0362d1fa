using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace OpenClaw.PowerShell.Completion;

/// <summary>Completes the channels this module can declare.</summary>
public sealed class ChannelCompleter : IArgumentCompleter
{
    private static readonly string[] s_channels = ["Telegram", "Discord", "Slack", "Teams"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(s_channels, wordToComplete);
}
