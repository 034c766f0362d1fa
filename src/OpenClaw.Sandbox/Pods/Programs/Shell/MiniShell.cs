using System.Text.RegularExpressions;

namespace OpenClaw.Sandbox.Pods.Programs.Shell;

/// <summary>
/// Runs the few commands people use in containers of this product and in tests: those of <see cref="ShellCommands"/>, and <c>sh -c</c>
/// with lines of those, <c>umask</c>, <c>set</c>, <c>exit</c>, <c>exec</c>, <c>until</c> loops, <c>if</c> without <c>else</c>, pipes,
/// <c>&gt;&amp;2</c> and <c>&gt; FILE</c>.
/// </summary>
internal sealed partial class MiniShell(IReadOnlyDictionary<string, string> environment, ContainerFiles files)
{
    /// <summary>The exit code of a command that is not there.</summary>
    public const int NotFound = 127;

    private const int Misuse = 2;
    private readonly Dictionary<string, string> variables = new(environment);
    private List<string> parameters = [];
    private int? exit;

    /// <summary>Runs <c>node</c>, where the image has it; gets the words after node.</summary>
    public Func<ShellCommand, int>? Node { get; init; }

    /// <summary>Runs <c>curl</c>, where the image has it.</summary>
    public ShellCurl? Curl { get; init; }

    /// <summary>Serves a port of the container, where commands can.</summary>
    public ShellListener? Listener { get; init; }

    /// <summary>Runs a command; the result is its exit code, or null when there is no such command.</summary>
    public async Task<int?> RunAsync(
        IReadOnlyList<string> command, Stream? input, Stream? output, Stream? error, CancellationToken cancellationToken) =>
        command.Count == 0 ? null : await RunCommandAsync(command, new ShellStreams(input, output ?? Stream.Null, error ?? Stream.Null), cancellationToken);

    /// <summary>How a container runtime says that a command is not there.</summary>
    public static string NotThere(IReadOnlyList<string> command) =>
        $"OCI runtime exec failed: exec failed: unable to start container process: exec: \"{(command.Count == 0 ? "" : command[0])}\": executable file not found in $PATH: unknown";

    private async Task<int?> RunCommandAsync(IReadOnlyList<string> words, ShellStreams streams, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(words[0]);
        return name is "sh" or "bash"
            ? await RunScriptAsync([.. words.Skip(1)], streams, cancellationToken)
            : await new ShellCommands(variables, files, this).RunAsync(name, [.. words.Skip(1)], streams, cancellationToken);
    }

    private async Task<int> RunScriptAsync(List<string> arguments, ShellStreams streams, CancellationToken cancellationToken)
    {
        var option = arguments.FirstOrDefault() ?? "";
        if (!option.StartsWith('-') || !option.Contains('c', StringComparison.Ordinal) || arguments.Count < 2)
        {
            await streams.ComplainAsync($"sh: 0: cannot open {option}: No such file", cancellationToken);
            return NotFound;
        }

        parameters = [.. arguments.Skip(2)];
        var stopAtError = option.Contains('e', StringComparison.Ordinal);
        var result = 0;
        var statements = ShellStatement.Parse(arguments[1]);
        for (var at = 0; at < statements.Count && exit is null && (result == 0 || !stopAtError); at++)
        {
            if (statements[at].NeedsSuccess && result != 0)
                continue;
            if (statements[at].Words[0] == "until")
            {
                var end = IndexOf(statements, at, "done");
                if (end < 0 || statements[at + 1].Words[0] != "do")
                {
                    await streams.ComplainAsync("sh: 1: Syntax error: end of file unexpected (expecting \"done\")", cancellationToken);
                    return Misuse;
                }

                while (await RunStatementAsync(statements[at].Words.Skip(1), streams, cancellationToken) != 0 && exit is null)
                {
                    await RunStatementAsync(statements[at + 1].Words.Skip(1), streams, cancellationToken);
                    for (var step = at + 2; step < end; step++)
                        await RunStatementAsync(statements[step].Words, streams, cancellationToken);
                }

                (at, result) = (end, 0);
                continue;
            }

            if (statements[at].Words[0] == "if")
            {
                var (then, end) = (IndexOf(statements, at, "then"), IndexOf(statements, at, "fi"));
                if (then < 0 || end < then)
                {
                    await streams.ComplainAsync("sh: 1: Syntax error: end of file unexpected (expecting \"fi\")", cancellationToken);
                    return Misuse;
                }

                var holds = true;
                for (var step = at; step < then && holds; step++)
                    holds = await RunStatementAsync(statements[step].Words.Skip(step == at ? 1 : 0), streams, cancellationToken) == 0;
                (at, result) = (holds ? then - 1 : end, 0);
                continue;
            }

            stopAtError |= statements[at].Words is ["set", { } flags, ..] && flags.Contains('e', StringComparison.Ordinal);
            result = await RunStatementAsync(statements[at].Words, streams, cancellationToken);
        }

        return exit ?? result;
    }

    private static int IndexOf(IReadOnlyList<ShellStatement> statements, int from, string word)
    {
        for (var at = from; at < statements.Count; at++)
        {
            if (statements[at].Words[0] == word)
                return at;
        }

        return -1;
    }

    private async Task<int> RunStatementAsync(IEnumerable<string> raw, ShellStreams streams, CancellationToken cancellationToken)
    {
        var words = raw.ToList();
        if (words.IndexOf("|") is > 0 and var bar)
        {
            // Each runs to its end before the next begins.
            var between = new MemoryStream();
            await RunStatementAsync(words[..bar], streams with { Output = between }, cancellationToken);
            between.Position = 0;
            return await RunStatementAsync(words[(bar + 1)..], streams with { Input = between }, cancellationToken);
        }

        if (words.IndexOf(">") is > 0 and var arrow && arrow == words.Count - 2)
        {
            if (files.Find(Expand(words[^1])) is not { } target)
            {
                await streams.ComplainAsync($"sh: 1: cannot create {Expand(words[^1])}: Read-only file system", cancellationToken);
                return Misuse;
            }

            await using var file = File.Create(target);
            return await RunStatementAsync(words[..arrow], streams with { Output = file }, cancellationToken);
        }

        if (words.Remove(">&2") || words.Remove("1>&2"))
            streams = streams with { Output = streams.Error };
        if (words.Find(static word => word.Contains('>') && word[0] is not ('\'' or '"')) is { } redirection)
        {
            await streams.ComplainAsync($"sh: 1: the sandbox's shell does not know the redirection {redirection}", cancellationToken);
            return Misuse;
        }

        words = words.ConvertAll(Expand);
        if (words.FirstOrDefault() is "exec" or "then")
            words.RemoveAt(0);
        switch (words)
        {
            case [] or ["set" or "umask", ..] or ["fi"]:
                return 0;
            case ["exit", .. var codes]:
                exit = codes.Count > 0 && int.TryParse(codes[0], out var code) ? code : 0;
                return exit.Value;
            case ["read", .. var names]:
                var line = await streams.ReadLineAsync(cancellationToken);
                variables[names.FirstOrDefault() ?? "REPLY"] = line ?? "";
                return line is null ? 1 : 0;
        }

        if (await RunCommandAsync(words, streams, cancellationToken) is { } result)
            return result;
        await streams.ComplainAsync($"sh: 1: {words[0]}: not found", cancellationToken);
        return NotFound;
    }

    /// <summary>Takes quotes off a word and puts variables in, except between single quotes.</summary>
    private string Expand(string word) => word switch
    {
        ['\'', .., '\''] => word[1..^1],
        ['"', .., '"'] => Substitute(word[1..^1]),
        _ => Substitute(word),
    };

    private string Substitute(string text) =>
        VariablePattern().Replace(text, match => match.Groups["number"] is { Success: true } number
            ? parameters.ElementAtOrDefault(number.Value[0] - '0') ?? ""
            : variables.GetValueOrDefault(match.Groups["name"].Value, ""));

    [GeneratedRegex("""\$(?<number>[0-9])|\$\{?(?<name>[A-Za-z_][A-Za-z0-9_]*)\}?""", RegexOptions.CultureInvariant)]
    private static partial Regex VariablePattern();
}
