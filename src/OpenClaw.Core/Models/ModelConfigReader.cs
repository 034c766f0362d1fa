using System.Text;
using System.Text.Unicode;
using OpenClaw.Operations;
using OpenClaw.Resources;

namespace OpenClaw.Models;

/// <summary>Reads and checks <c>azure-openai.json</c>.</summary>
public static class ModelConfigReader
{
    /// <summary>Largest file that is read.</summary>
    internal const int MaxBytes = 1024 * 1024;

    private const int MaxListed = 50;

    /// <summary>Reads a model config; its warnings go to the context.</summary>
    /// <param name="path">The file.</param>
    /// <param name="context">Where warnings go.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ModelConfigException">The file has mistakes; all of them are named with their lines.</exception>
    /// <exception cref="OpenClawException">The file is not there or cannot be read.</exception>
    public static async Task<OpenClawModelConfig> ReadAsync(string path, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(context);
        path = Path.GetFullPath(path);
        var config = Parse(await ReadFileAsync(path, cancellationToken).ConfigureAwait(false), path);
        foreach (var warning in config.Warnings)
            context.Warning(warning.Format(Path.GetFileName(path)));
        context.Verbose(MessageText.Format(ModelConfigMessages.ModelConfigRead, path, config.Endpoints.Count));
        return config;
    }

    /// <summary>Checks a file's bytes.</summary>
    internal static OpenClawModelConfig Parse(ReadOnlyMemory<byte> bytes, string path)
    {
        var check = new ModelConfigCheck(WithoutByteOrderMark(bytes, out var utf8Problem));
        var config = utf8Problem is null ? check.Run() : null;
        if (utf8Problem is not null)
            check.Problems.Add(utf8Problem);
        var problems = check.Problems.OrderBy(p => (p.Line, p.Column)).ToList();
        if (config is not null && problems.TrueForAll(p => p.Severity == ModelConfigSeverity.Warning))
            return new()
            {
                Path = path,
                ApiVersion = config.ApiVersion,
                DeploymentName = config.DeploymentName,
                Endpoints = config.Endpoints,
                Warnings = problems,
            };
        throw Invalid(path, problems);
    }

    private static async Task<byte[]> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            // Read no more than the limit: it could be a pipe or a device that never ends.
            await using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096, FileOptions.Asynchronous);
            var buffer = new byte[MaxBytes + 1];
            var read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (read > MaxBytes)
                throw new OpenClawException(
                    nameof(ModelConfigMessages.ModelConfigTooLarge), ErrorKind.InvalidArgument,
                    MessageText.Format(ModelConfigMessages.ModelConfigTooLarge, path), path);
            return buffer[..read];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new OpenClawException(
                nameof(ModelConfigMessages.ModelConfigNotFound), ErrorKind.NotFound,
                MessageText.Format(ModelConfigMessages.ModelConfigNotFound, path), path, e);
        }
        catch (UnauthorizedAccessException e) when (Directory.Exists(path))
        {
            throw new OpenClawException(
                nameof(ModelConfigMessages.ModelConfigIsFolder), ErrorKind.InvalidArgument,
                MessageText.Format(ModelConfigMessages.ModelConfigIsFolder, path), path, e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new OpenClawException(
                nameof(ModelConfigMessages.ModelConfigUnreadable), ErrorKind.PermissionDenied,
                MessageText.Format(ModelConfigMessages.ModelConfigUnreadable, path, e.Message), path, e);
        }
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> bytes, out ModelConfigProblem? problem)
    {
        problem = null;
        var span = bytes.Span;
        if (span.StartsWith(Encoding.UTF8.Preamble))
            return bytes[Encoding.UTF8.Preamble.Length..];
        if (span.StartsWith(Encoding.Unicode.Preamble) || span.StartsWith(Encoding.BigEndianUnicode.Preamble))
            problem = new(1, 1, "", ModelConfigMessages.EncodingUtf16, ModelConfigMessages.EncodingRemedy);
        else if (FirstInvalidByte(span) is >= 0 and var at)
        {
            var (line, column) = new TextPositions(bytes).Of(at);
            problem = new(line, column, "", ModelConfigMessages.EncodingNotUtf8, ModelConfigMessages.EncodingRemedy);
        }
        return bytes;
    }

    private static int FirstInvalidByte(ReadOnlySpan<byte> utf8)
    {
        var chars = new char[utf8.Length];
        Utf8.ToUtf16(utf8, chars, out var read, out _, replaceInvalidSequences: false);
        return read < utf8.Length ? read : -1;
    }

    private static ModelConfigException Invalid(string path, IReadOnlyList<ModelConfigProblem> problems)
    {
        var name = Path.GetFileName(path);
        var errors = problems.Where(p => p.Severity == ModelConfigSeverity.Error).ToList();
        var lines = errors.Take(MaxListed).Select(p => p.Format(name)).ToList();
        if (errors.Count > MaxListed)
            lines.Add(MessageText.Format(ModelConfigMessages.ModelConfigMore, errors.Count - MaxListed));
        var message = MessageText.Format(ModelConfigMessages.ModelConfigInvalid, path, errors.Count, string.Join(Environment.NewLine, lines.Select(static l => "- " + l)));
        return new(nameof(ModelConfigMessages.ModelConfigInvalid), message, path, problems);
    }
}
