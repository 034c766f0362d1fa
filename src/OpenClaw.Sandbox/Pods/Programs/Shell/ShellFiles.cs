using System.Globalization;
using System.Security.Cryptography;

namespace OpenClaw.Sandbox.Pods.Programs.Shell;

/// <summary>
/// What is done to whole files: test and [ with -e, -f, -d and !, rm, mv, cp -al, head -c, tail -c +N, sha256sum, stat -c, sync, ls -1A,
/// <see cref="ShellTar"/>, and <c>find FOLDER -maxdepth 1 -name PATTERN -exec stat -c FORMAT {} ;</c>.
/// </summary>
internal sealed class ShellFiles(ContainerFiles files)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Runs one; the result is its exit code, or null when there is no such program.</summary>
    public async Task<int?> RunAsync(string name, List<string> arguments, ShellStreams streams, CancellationToken cancellationToken)
    {
        try
        {
            switch (name)
            {
                case "[" when arguments is [.. var condition, "]"]:
                    return Test(condition) ? 0 : 1;
                case "test":
                    return Test(arguments) ? 0 : 1;
                case "sync":
                    return 0;
                case "rm":
                    return Remove(arguments);
                case "tar":
                    return await new ShellTar(files).RunAsync(arguments, streams, cancellationToken);
                case "ls" when arguments is ["-1A", { } folder]:
                    foreach (var found in Directory.EnumerateFileSystemEntries(files.Find(folder) ?? throw new FileNotFoundException(null, folder)).Order(StringComparer.Ordinal))
                        await streams.PrintAsync(Path.GetFileName(found), cancellationToken);
                    return 0;
                case "mv" or "cp" when arguments.Where(static word => word[0] != '-').ToList() is [var from, var to]:
                    return await PutAsync(name, from, to, streams, cancellationToken);
                case "head" when arguments is ["-c", { } count]:
                    await CopyAsync(streams.Input ?? Stream.Null, streams.Output, long.Parse(count, CultureInfo.InvariantCulture), cancellationToken);
                    return 0;
                case "tail" when arguments is ["-c", ['+', .. var start], { } path]:
                    await using (var file = Open(path))
                    {
                        file.Position = long.Parse(start, CultureInfo.InvariantCulture) - 1;
                        await file.CopyToAsync(streams.Output, cancellationToken);
                    }

                    return 0;
                case "sha256sum" when arguments is [var path]:
                    await using (var file = Open(path))
                        await streams.PrintAsync($"{Convert.ToHexString(await SHA256.HashDataAsync(file, cancellationToken)).ToLowerInvariant()}  {path}", cancellationToken);
                    return 0;
                case "stat" when arguments is ["-c", { } format, { } path]:
                    await streams.PrintAsync(Stat(format, path), cancellationToken);
                    return 0;
                case "find" when arguments is [var folder, "-maxdepth", "1", "-name", var pattern, "-exec", "stat", "-c", var format, "{}", ";"]:
                    foreach (var found in Directory.EnumerateFiles(files.Find(folder) ?? throw new FileNotFoundException(null, folder), pattern))
                        await streams.PrintAsync(Stat(format, $"{folder}/{Path.GetFileName(found)}"), cancellationToken);
                    return 0;
                default:
                    return null;
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            await streams.ComplainAsync($"{name}: {(exception as FileNotFoundException)?.FileName ?? arguments[^1]}: No such file or directory", cancellationToken);
            return 1;
        }
    }

    private bool Test(List<string> condition) => condition switch
    {
        ["!", .. var rest] => !Test(rest),
        ["-e", var path] => Path.Exists(files.Find(path)),
        ["-f", var path] => File.Exists(files.Find(path)),
        ["-d", var path] => Directory.Exists(files.Find(path)),
        _ => false,
    };

    private FileStream Open(string path) => files.Find(path) is { } found && File.Exists(found)
        ? new(found, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
        : throw new FileNotFoundException(null, path);

    private string Stat(string format, string path)
    {
        using var file = Open(path);
        var time = new DateTimeOffset(File.GetLastWriteTimeUtc(file.Name)).ToUnixTimeSeconds();
        return format
            .Replace("%s", file.Length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("%Y", time.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("%n", path, StringComparison.Ordinal);
    }

    private int Remove(List<string> arguments)
    {
        var force = arguments.Exists(static word => word[0] == '-' && word.Contains('f', StringComparison.Ordinal));
        var result = 0;
        foreach (var path in arguments.Where(static word => word[0] != '-'))
        {
            var found = files.Find(path);
            if (Directory.Exists(found))
                Directory.Delete(found, recursive: true);
            else if (File.Exists(found))
                File.Delete(found);
            else if (!force)
                result = 1;
        }

        return result;
    }

    private async Task<int> PutAsync(string name, string from, string to, ShellStreams streams, CancellationToken cancellationToken)
    {
        if (files.Find(from) is not { } source || !Path.Exists(source))
            throw new FileNotFoundException(null, from);
        if (files.Find(to) is not { } target)
        {
            await streams.ComplainAsync($"{name}: cannot create '{to}': Read-only file system", cancellationToken);
            return 1;
        }

        if (Directory.Exists(target))
            target = Path.Combine(target, Path.GetFileName(source));
        if (name == "cp")
            Copy(source, target);
        else if (Directory.Exists(source))
            Directory.Move(source, target);
        else
            File.Move(source, target, overwrite: true);
        return 0;
    }

    private static void Copy(string source, string target)
    {
        if (File.Exists(source))
        {
            File.Copy(source, target, overwrite: true);
            return;
        }

        Directory.CreateDirectory(target);
        foreach (var entry in Directory.EnumerateFileSystemEntries(source))
            Copy(entry, Path.Combine(target, Path.GetFileName(entry)));
    }

    private static async Task CopyAsync(Stream from, Stream to, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (count > 0 && await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), cancellationToken) is > 0 and var read)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            count -= read;
        }
    }
}
