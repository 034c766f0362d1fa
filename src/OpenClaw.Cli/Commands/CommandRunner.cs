using System.CommandLine;
using OpenClaw.Cli.Console;

namespace OpenClaw.Cli.Commands;

/// <summary>Runs a command's work: its errors become a sentence and exit code 1, Ctrl+C exit code 130.</summary>
internal static class CommandRunner
{
    private static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Say more of what is done" };

    public static void SetWork(this Command command, Func<ParseResult, Terminal, CancellationToken, Task<int>> work)
    {
        command.Add(Verbose);
        command.SetAction(async (result, cancellationToken) =>
        {
            var terminal = new Terminal(result.GetValue(Verbose));
            try
            {
                return await work(result, terminal, cancellationToken);
            }
            catch (OpenClawException e)
            {
                terminal.ShowError(e);
                return 1;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                terminal.ShowNote("Stopped.");
                return 130;
            }
        });
    }
}
