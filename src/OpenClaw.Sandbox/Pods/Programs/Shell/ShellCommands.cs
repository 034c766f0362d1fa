using System.Globalization;
using System.Text;

namespace OpenClaw.Sandbox.Pods.Programs.Shell;

/// <summary>
/// The programs of a container: env, printenv, cat, head -n, echo, printf, seq, true, false, sleep, mkdir, touch, chmod, those of
/// <see cref="ShellFiles"/>, node and curl where the image has them, and <c>nc -ll -p PORT -e PROGRAM</c>.
/// </summary>
internal sealed class ShellCommands(IReadOnlyDictionary<string, string> environment, ContainerFiles files, MiniShell shell)
{
    /// <summary>Runs one; the result is its exit code, or null when there is no such program.</summary>
    public async Task<int?> RunAsync(string name, List<string> arguments, ShellStreams streams, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "true" or ":":
                return 0;
            case "false":
                return 1;
            case "echo":
                await streams.PrintAsync(string.Join(' ', arguments), cancellationToken);
                return 0;
            case "printf":
                await streams.Output.WriteAsync(Encoding.UTF8.GetBytes(Format(arguments)), cancellationToken);
                return 0;
            case "env" or "printenv":
                return await EnvironmentAsync(name == "printenv" ? arguments.FirstOrDefault() : null, streams, cancellationToken);
            case "sleep":
                await Task.Delay(TimeSpan.FromSeconds(Number(arguments.FirstOrDefault()) ?? 1e6), cancellationToken);
                return 0;
            case "seq":
                return await CountAsync((int)(Number(arguments.FirstOrDefault()) ?? 0), (int)(Number(arguments.LastOrDefault()) ?? 0), streams, cancellationToken);
            case "cat":
                return await CatAsync(arguments, streams, cancellationToken);
            case "head" when arguments is ["-n", { } count]:
                return await HeadAsync(Number(count) ?? 0, streams, cancellationToken);
            case "mkdir" or "chmod" or "touch":
                return await MakeAsync(name, arguments, streams, cancellationToken);
            case "nc" when shell.Listener is not null && arguments is ["-ll", "-p", { } port, "-e", .. var program]:
                return await shell.Listener.ServeAsync(
                    (int)(Number(port) ?? 0),
                    connection => shell.RunAsync(program, connection, connection, streams.Error, cancellationToken),
                    cancellationToken);
            case "curl" when shell.Curl is not null:
                return await shell.Curl.RunAsync(arguments, streams.Input, streams.Output, streams.Error, cancellationToken);
            case "node" when shell.Node is not null:
                return await NodeAsync(shell.Node, arguments, streams, cancellationToken);
            default:
                return await new ShellFiles(files).RunAsync(name, arguments, streams, cancellationToken);
        }
    }

    // It runs to its end before anything of what it says is passed on, for streams of a network cannot be written to at once.
    private async Task<int> NodeAsync(Func<ShellCommand, int> node, List<string> arguments, ShellStreams streams, CancellationToken cancellationToken)
    {
        var (output, error) = (new StringBuilder(), new StringBuilder());
        var code = await Task.Run(
            () => node(new ShellCommand(arguments, files, line => output.Append(line).Append('\n'), line => error.Append(line).Append('\n'))),
            cancellationToken);
        await streams.Output.WriteAsync(Encoding.UTF8.GetBytes(output.ToString()), cancellationToken);
        await streams.Error.WriteAsync(Encoding.UTF8.GetBytes(error.ToString()), cancellationToken);
        return code;
    }

    /// <summary>printf with <c>%s</c> and <c>\n</c>.</summary>
    private static string Format(List<string> arguments)
    {
        var text = (arguments.FirstOrDefault() ?? "").Replace("\\n", "\n", StringComparison.Ordinal);
        foreach (var argument in arguments.Skip(1))
        {
            if (text.IndexOf("%s", StringComparison.Ordinal) is >= 0 and var at)
                text = text[..at] + argument + text[(at + 2)..];
        }

        return text;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task<int> EnvironmentAsync(string? wanted, ShellStreams streams, CancellationToken cancellationToken)
    {
        if (wanted is not null)
        {
            if (!environment.TryGetValue(wanted, out var found))
                return 1;
            await streams.PrintAsync(found, cancellationToken);
            return 0;
        }

        foreach (var (name, value) in environment.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            await streams.PrintAsync($"{name}={value}", cancellationToken);
        return 0;
    }

    private static async Task<int> CountAsync(int first, int last, ShellStreams streams, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        for (var number = first; number <= last; number++)
            text.Append(number).Append('\n');
        await streams.Output.WriteAsync(Encoding.ASCII.GetBytes(text.ToString()), cancellationToken);
        return 0;
    }

    private async Task<int> CatAsync(List<string> arguments, ShellStreams streams, CancellationToken cancellationToken)
    {
        if (arguments.Count == 0 && streams.Input is not null)
            await streams.Input.CopyToAsync(streams.Output, cancellationToken);
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
                await streams.ComplainAsync($"cat: {path}: No such file or directory", cancellationToken);
                result = 1;
            }
        }

        return result;
    }

    private static async Task<int> HeadAsync(double count, ShellStreams streams, CancellationToken cancellationToken)
    {
        for (; count > 0 && await streams.ReadLineAsync(cancellationToken) is { } line; count--)
            await streams.PrintAsync(line, cancellationToken);
        return 0;
    }

    /// <summary>mkdir -p [-m mode] folder..., touch file..., chmod mode path...</summary>
    private async Task<int> MakeAsync(string name, List<string> arguments, ShellStreams streams, CancellationToken cancellationToken)
    {
        var result = 0;
        foreach (var path in arguments.Where(static word => word.StartsWith('/')))
        {
            if (files.Find(path) is not { } found)
            {
                await streams.ComplainAsync($"{name}: cannot create {(name == "touch" ? "file" : "directory")} '{path}': Read-only file system", cancellationToken);
                result = 1;
            }
            else if (name == "mkdir")
            {
                Directory.CreateDirectory(found);
            }
            else if (name == "touch")
            {
                await File.AppendAllTextAsync(found, "", cancellationToken);
            }
        }

        return result;
    }
}
