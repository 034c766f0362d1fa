using System.Text;
using System.Text.RegularExpressions;

namespace OpenClaw.Sandbox.Pods.Programs;

/// <summary>A command as <see cref="MiniShell"/> hands it to a program: its words, the container's files and where its output goes.</summary>
internal sealed record ShellCommand(IReadOnlyList<string> Words, ContainerFiles Files, Action<string> Output, Action<string> Error);

/// <summary>
/// Runs the few commands people use in containers of this product: env, cat, echo, true, false, sleep, mkdir, chmod, and <c>sh -c</c>
/// with lines of those, <c>umask</c>, <c>set</c> and <c>exit</c>. Anything else is not found, in the words of the container runtime.
/// </summary>
internal sealed partial class MiniShell(IReadOnlyDictionary<string, string> environment, ContainerFiles files)
{
    private const int NotFound = 127;
    private int? exit;

    /// <summary>Runs <c>node</c>, where the image has it; gets the words after node.</summary>
    public Func<ShellCommand, int>? Node { get; init; }

    /// <summary>Runs a command; the result is its exit code.</summary>
    public async Task<int> RunAsync(
        IReadOnlyList<string> command, Stream? input, Stream? output, Stream? error, CancellationToken cancellationToken)
    {
        var streams = new Streams(input, output ?? Stream.Null, error ?? Stream.Null);
        if (command.Count == 0 || !IsKnown(command[0]))
        {
            await WriteAsync(
                streams.Error,
                $"OCI runtime exec failed: exec failed: unable to start container process: exec: \"{(command.Count == 0 ? "" : command[0])}\": executable file not found in $PATH: unknown\n",
                cancellationToken);
            return NotFound;
        }

        return await RunCommandAsync(command, streams, cancellationToken);
    }

    private bool IsKnown(string name) => Path.GetFileName(name) is
        "sh" or "bash" or "env" or "printenv" or "cat" or "echo" or "true" or "false" or "sleep" or "mkdir" or "chmod"
        || (name == "node" && Node is not null);

    private async Task<int> RunCommandAsync(IReadOnlyList<string> words, Streams streams, CancellationToken cancellationToken)
    {
        var arguments = words.Skip(1).ToList();
        switch (Path.GetFileName(words[0]))
        {
            case "sh" or "bash":
                return await RunScriptAsync(arguments, streams, cancellationToken);
            case "true" or "umask" or "set" or ":":
                return 0;
            case "false":
                return 1;
            case "exit":
                exit = arguments.Count > 0 && int.TryParse(arguments[0], out var code) ? code : 0;
                return exit.Value;
            case "echo":
                await WriteAsync(streams.Output, string.Join(' ', arguments) + "\n", cancellationToken);
                return 0;
            case "env" or "printenv" when arguments.Count == 0:
                foreach (var (name, value) in environment.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
                    await WriteAsync(streams.Output, $"{name}={value}\n", cancellationToken);
                return 0;
            case "printenv":
                return await PrintVariableAsync(arguments[0], streams, cancellationToken);
            case "sleep":
                await Task.Delay(TimeSpan.FromSeconds(double.TryParse(arguments.FirstOrDefault(), out var seconds) ? seconds : 1e6), cancellationToken);
                return 0;
            case "cat":
                return await CatAsync(arguments, streams, cancellationToken);
            case "mkdir" or "chmod":
                return await ChangeFoldersAsync(words, streams, cancellationToken);
            case "node" when Node is not null:
                return Node(new ShellCommand(
                    arguments,
                    files,
                    line => streams.Output.Write(Encoding.UTF8.GetBytes(line + "\n")),
                    line => streams.Error.Write(Encoding.UTF8.GetBytes(line + "\n"))));
            default:
                await WriteAsync(streams.Error, $"sh: 1: {words[0]}: not found\n", cancellationToken);
                return NotFound;
        }
    }

    private async Task<int> RunScriptAsync(List<string> arguments, Streams streams, CancellationToken cancellationToken)
    {
        var option = arguments.FirstOrDefault() ?? "";
        if (!option.StartsWith('-') || !option.Contains('c', StringComparison.Ordinal) || arguments.Count < 2)
        {
            await WriteAsync(streams.Error, $"sh: 0: cannot open {option}: No such file\n", cancellationToken);
            return NotFound;
        }

        var stopAtError = option.Contains('e', StringComparison.Ordinal);
        var result = 0;
        foreach (var line in SeparatorPattern().Split(arguments[1]))
        {
            var words = WordPattern().Matches(line.Trim()).Select(match => Expand(match.Value)).ToList();
            if (words.Count > 0 && words[0] == "exec")
                words.RemoveAt(0);
            if (words.Count == 0 || words[0].StartsWith('#'))
                continue;
            if (words is ["set", { } flags, ..] && flags.Contains('e', StringComparison.Ordinal))
                stopAtError = true;
            result = await RunCommandAsync(words, streams, cancellationToken);
            if (exit is not null || (result != 0 && stopAtError))
                break;
        }

        return exit ?? result;
    }

    /// <summary>Takes quotes off a word and puts variables in, except between single quotes.</summary>
    private string Expand(string word) => word switch
    {
        ['\'', .., '\''] => word[1..^1],
        ['"', .., '"'] => Substitute(word[1..^1]),
        _ => Substitute(word),
    };

    private string Substitute(string text) =>
        VariablePattern().Replace(text, match => environment.GetValueOrDefault(match.Groups["name"].Value, ""));

    private async Task<int> PrintVariableAsync(string name, Streams streams, CancellationToken cancellationToken)
    {
        if (!environment.TryGetValue(name, out var value))
            return 1;
        await WriteAsync(streams.Output, value + "\n", cancellationToken);
        return 0;
    }

    private async Task<int> CatAsync(List<string> arguments, Streams streams, CancellationToken cancellationToken)
    {
        if (arguments.Count == 0 && streams.Input is not null)
        {
            await streams.Input.CopyToAsync(streams.Output, cancellationToken);
            return 0;
        }

        var result = 0;
        foreach (var path in arguments)
        {
            if (files.Find(path) is { } found && File.Exists(found))
            {
                await using var file = File.OpenRead(found);
                await file.CopyToAsync(streams.Output, cancellationToken);
            }
            else
            {
                await WriteAsync(streams.Error, $"cat: {path}: No such file or directory\n", cancellationToken);
                result = 1;
            }
        }

        return result;
    }

    /// <summary>mkdir -p [-m mode] folder..., chmod mode folder...</summary>
    private async Task<int> ChangeFoldersAsync(IReadOnlyList<string> words, Streams streams, CancellationToken cancellationToken)
    {
        var result = 0;
        foreach (var path in words.Skip(1).Where(static word => word.StartsWith('/')))
        {
            if (files.Find(path) is not { } found)
            {
                await WriteAsync(streams.Error, $"{words[0]}: cannot create directory '{path}': Read-only file system\n", cancellationToken);
                result = 1;
            }
            else if (words[0] == "mkdir")
            {
                Directory.CreateDirectory(found);
            }
        }

        return result;
    }

    private static async Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    [GeneratedRegex("""\n|;|&&""", RegexOptions.CultureInvariant)]
    private static partial Regex SeparatorPattern();

    [GeneratedRegex(""""'[^']*'|"[^"]*"|\S+"""", RegexOptions.CultureInvariant)]
    private static partial Regex WordPattern();

    [GeneratedRegex("""\$\{?(?<name>[A-Za-z_][A-Za-z0-9_]*)\}?""", RegexOptions.CultureInvariant)]
    private static partial Regex VariablePattern();

    private sealed record Streams(Stream? Input, Stream Output, Stream Error);
}
