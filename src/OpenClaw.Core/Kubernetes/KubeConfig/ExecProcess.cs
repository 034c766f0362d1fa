using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OpenClaw.Kubernetes;

/// <summary>Runs the program of an exec plugin, without a shell.</summary>
internal static partial class ExecProcess
{
    private const int MaxOutput = 256 * 1024;

    /// <summary>Runs it to its end. With a terminal it talks to the user itself, as under kubectl (device codes, passwords).</summary>
    /// <param name="settings">Which program.</param>
    /// <param name="request">The ExecCredential it is asked for.</param>
    /// <param name="interactive">Whether it may use the terminal.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>Its exit code, its output and its last line of error output; null when it cannot be started.</returns>
    public static async Task<(int Code, string Output, string LastWords)?> RunAsync(
        ExecPluginSettings settings, string request, bool interactive, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(settings.Command, settings.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = !interactive,
            RedirectStandardInput = !interactive,
            CreateNoWindow = !interactive,
        };
        foreach (var (name, value) in settings.Environment)
            start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = request;
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return null;
        }

        try
        {
            if (!interactive)
                process.StandardInput.Close();
            var errors = interactive ? Task.FromResult("") : LastLineAsync(process.StandardError, cancellationToken);
            var output = await ReadAsync(process.StandardOutput, cancellationToken).ConfigureAwait(false);
            if (output.Length == MaxOutput)
                process.Kill(entireProcessTree: true);
            var lastWords = await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, output, lastWords);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> LastLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var last = "";
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            last = string.IsNullOrWhiteSpace(line) ? last : line.Trim();
        return Opaque().Replace(last, "***");
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[MaxOutput];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken).ConfigureAwait(false);
        return new(buffer, 0, length);
    }

    // A program that fails may print the token it failed with.
    [GeneratedRegex(@"[A-Za-z0-9_\-+/=.]{60,}", RegexOptions.CultureInvariant)]
    private static partial Regex Opaque();
}
