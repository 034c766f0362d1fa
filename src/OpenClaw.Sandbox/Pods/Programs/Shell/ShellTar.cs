using System.Formats.Tar;
using System.IO.Compression;

namespace OpenClaw.Sandbox.Pods.Programs.Shell;

/// <summary><c>tar -czf FILE -C FOLDER NAME...</c> and <c>tar -xzf FILE -C FOLDER</c>.</summary>
internal sealed class ShellTar(ContainerFiles files)
{
    /// <summary>Runs it; the result is its exit code.</summary>
    public async Task<int> RunAsync(List<string> arguments, ShellStreams streams, CancellationToken cancellationToken)
    {
        try
        {
            switch (arguments)
            {
                case ["-czf", var archive, "-C", var folder, .. var names]:
                    await CreateAsync(Real(archive), Real(folder), names, cancellationToken);
                    return 0;
                case ["-xzf", var archive, "-C", var folder]:
                    await using (var file = File.OpenRead(Real(archive)))
                    await using (var plain = new GZipStream(file, CompressionMode.Decompress))
                        await TarFile.ExtractToDirectoryAsync(plain, Real(folder), overwriteFiles: true, cancellationToken);
                    return 0;
                default:
                    await streams.ComplainAsync("tar: the sandbox knows -czf FILE -C FOLDER NAME... and -xzf FILE -C FOLDER", cancellationToken);
                    return 1;
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            await streams.ComplainAsync($"tar: {exception.Message}", cancellationToken);
            return 1;
        }
    }

    private string Real(string path) => files.Find(path) ?? throw new IOException($"{path}: Read-only file system");

    private static async Task CreateAsync(string archive, string folder, List<string> names, CancellationToken cancellationToken)
    {
        await using var file = File.Create(archive);
        await using var packed = new GZipStream(file, CompressionLevel.Fastest);
        await using var tar = new TarWriter(packed);
        foreach (var name in names)
        {
            var path = Path.Combine(folder, name);
            await tar.WriteEntryAsync(path, name, cancellationToken);
            if (!Directory.Exists(path))
                continue;
            foreach (var entry in Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                await tar.WriteEntryAsync(entry, $"{name}/{Path.GetRelativePath(path, entry).Replace(Path.DirectorySeparatorChar, '/')}", cancellationToken);
        }
    }
}
