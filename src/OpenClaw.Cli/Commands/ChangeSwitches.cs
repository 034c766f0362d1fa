using System.CommandLine;
using OpenClaw.Operations.Changes;

namespace OpenClaw.Cli.Commands;

/// <summary>The options with which a command says how a change is carried out.</summary>
internal sealed class ChangeSwitches
{
    private readonly Option<bool> _skipChat = new("--skip-chat")
    {
        Description = "Take healthy programs for proof; the chat costs about 17,000 prompt tokens of the model",
    };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask" };

    public void AddTo(Command command)
    {
        command.Add(_skipChat);
        command.Add(_yes);
    }

    public bool Yes(ParseResult result) => result.GetValue(_yes);

    public ChangeOptions Read(ParseResult result) => new() { SkipChat = result.GetValue(_skipChat) };
}
