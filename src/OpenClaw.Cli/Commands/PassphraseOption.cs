using System.CommandLine;
using System.Security;

namespace OpenClaw.Cli.Commands;

/// <summary>A passphrase from a file or a variable of the environment: on a command line everybody on the machine could read it.</summary>
internal sealed class PassphraseOption
{
    private const string Variable = "OPENCLAW_BACKUP_PASSPHRASE";

    private readonly Option<string?> _file = new("--passphrase-file")
    {
        Description = $"Encrypt or decrypt with the first line of this file; without it, with the variable {Variable} where it is set",
    };

    public void AddTo(Command command) => command.Add(_file);

    public SecureString? Read(ParseResult result)
    {
        var text = result.GetValue(_file) is { } path ? FirstLine(path) : Environment.GetEnvironmentVariable(Variable);
        if (text is null)
            return null;
        var passphrase = new SecureString();
        foreach (var character in text)
            passphrase.AppendChar(character);
        passphrase.MakeReadOnly();
        return passphrase;
    }

    private static string FirstLine(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OpenClawException("PassphraseNotRead", ErrorKind.InvalidArgument, $"The passphrase's file '{path}' cannot be read: {e.Message}", path, e);
        }
    }
}
