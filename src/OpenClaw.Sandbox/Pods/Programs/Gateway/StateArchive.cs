using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;

namespace OpenClaw.Sandbox.Pods.Programs.Gateway;

/// <summary>
/// OpenClaw's archives of its state: a gzipped tar with <c>ROOT/manifest.json</c> and <c>ROOT/payload/posix/PATH-OF-THE-STATE/...</c>. As in
/// the real ones, <c>npm</c>, <c>tmp</c> and the gateway's claim are left out.
/// </summary>
internal sealed class StateArchive(ContainerFiles files, string stateFolder, string version)
{
    private static readonly string[] LeftOut = ["npm", "tmp", "gateway-owner.json"];

    public JsonObject Create(string output)
    {
        var path = Real(output);
        if (output.StartsWith(stateFolder + "/", StringComparison.Ordinal))
            throw new InvalidDataException($"Backup output must not be written inside a source path: {output}");
        if (File.Exists(path))
            throw new InvalidDataException($"Refusing to overwrite existing backup archive: {output}");
        var now = DateTimeOffset.UtcNow;
        var root = $"{now.ToString("yyyy-MM-dd'T'HH-mm-ss.fff", CultureInfo.InvariantCulture)}+00-00-openclaw-backup";
        var payload = $"{root}/payload/posix{stateFolder}";
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 1,
            ["createdAt"] = Text(now),
            ["archiveRoot"] = root,
            ["runtimeVersion"] = version,
            ["platform"] = "linux",
            ["options"] = new JsonObject { ["includeWorkspace"] = true, ["onlyConfig"] = false },
            ["paths"] = new JsonObject { ["stateDir"] = stateFolder, ["configPath"] = $"{stateFolder}/openclaw.json" },
            ["assets"] = new JsonArray(Asset(payload)),
        };
        Write(path, payload, root, manifest);
        return new()
        {
            ["createdAt"] = Text(now),
            ["archiveRoot"] = root,
            ["archivePath"] = output,
            ["dryRun"] = false,
            ["includeWorkspace"] = true,
            ["onlyConfig"] = false,
            ["verified"] = false,
            ["assets"] = new JsonArray(Asset(payload)),
            ["skippedVolatileCount"] = 0,
        };
    }

    public JsonObject Verify(string archive) => Read(archive, null);

    public JsonObject Restore(string archive, string target)
    {
        var folder = Real(target);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new InvalidDataException($"Restore target is not empty: {target}");
        Read(archive, null);
        Directory.CreateDirectory(folder);
        var answer = Read(archive, folder);
        answer["targetPath"] = target;
        answer["warnings"] = new JsonArray("Restoring an archive is time travel: every restored state surface rolls back to the archive timestamp.");
        return answer;
    }

    private void Write(string path, string payload, string root, JsonObject manifest)
    {
        var state = Real(stateFolder);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        using (var tar = new TarWriter(new GZipStream(File.Create(temporary), CompressionLevel.Fastest)))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, payload + "/"));
            foreach (var entry in Directory.EnumerateFileSystemEntries(state, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var name = Path.GetRelativePath(state, entry).Replace(Path.DirectorySeparatorChar, '/');
                if (LeftOut.Contains(name.Split('/')[0]))
                    continue;
                if (Directory.Exists(entry))
                    tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, $"{payload}/{name}/"));
                else
                    WriteFile(tar, entry, $"{payload}/{name}");
            }

            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{root}/manifest.json")
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(manifest.ToJsonString())),
            });
        }

        File.Move(temporary, path, overwrite: false);
    }

    // Its length must not change between header and content.
    private static void WriteFile(TarWriter tar, string file, string name)
    {
        byte[] content;
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            content = new byte[stream.Length];
            stream.ReadExactly(content);
        }

        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
    }

    /// <summary>Reads all of an archive, and unpacks it where a folder is given.</summary>
    private JsonObject Read(string archive, string? target)
    {
        var path = Real(archive);
        if (!File.Exists(path))
            throw new InvalidDataException($"Backup archive not found: {archive}");
        try
        {
            var count = 0;
            JsonNode? manifest = null;
            using var tar = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (tar.GetNextEntry(copyData: true) is { } entry)
            {
                count++;
                if (entry.Name.Split('/').Contains("..") || entry.Name.StartsWith('/'))
                    throw new InvalidDataException("unsafe path");
                if (entry.Name.Count(static c => c == '/') == 1 && entry.Name.EndsWith("/manifest.json", StringComparison.Ordinal) && entry.DataStream is { } data)
                {
                    manifest = JsonNode.Parse(data);
                    data.Position = 0;
                }

                if (target is not null)
                    Unpack(entry, Path.Combine(target, entry.Name));
            }

            return Summary(archive, manifest ?? throw new InvalidDataException("it has no manifest"), count);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or JsonException or FormatException)
        {
            throw new InvalidDataException($"Backup archive verification failed: {archive}. Archive could not be read or parsed. {exception.Message}", exception);
        }
    }

    private static void Unpack(TarEntry entry, string path)
    {
        if (entry.EntryType == TarEntryType.Directory)
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        entry.ExtractToFile(path, overwrite: false);
    }

    private static JsonObject Summary(string archive, JsonNode manifest, int count) => new()
    {
        ["ok"] = true,
        ["archivePath"] = archive,
        ["archiveRoot"] = manifest.Text("archiveRoot"),
        ["createdAt"] = manifest.Text("createdAt"),
        ["runtimeVersion"] = manifest.Text("runtimeVersion"),
        ["assetCount"] = 1,
        ["entryCount"] = count,
        ["symlinkCount"] = 0,
    };

    private JsonObject Asset(string payload) => new() { ["kind"] = "state", ["sourcePath"] = stateFolder, ["archivePath"] = payload };

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private string Real(string path) => files.Find(path) ?? throw new InvalidDataException($"EROFS: read-only file system, open '{path}'");
}
