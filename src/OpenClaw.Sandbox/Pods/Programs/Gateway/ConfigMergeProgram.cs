using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Pods.Programs.Shell;

namespace OpenClaw.Sandbox.Pods.Programs.Gateway;

/// <summary>
/// Does in C# what the init container's <c>node merge-config.mjs DECLARED LAST-DECLARED PERSISTED</c> does: merges, and writes by rename,
/// for the owner only, what changed.
/// </summary>
internal static class ConfigMergeProgram
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Runs it; the exit code is 0, or 1 with a message.</summary>
    public static int Run(ShellCommand command)
    {
        if (command.Words is not [var script, var declaredPath, var lastPath, var persistedPath])
        {
            command.Error($"node: the sandbox runs only the configuration merge, not '{string.Join(' ', command.Words)}'");
            return 1;
        }

        if (command.Files.Find(script) is not { } scriptFile || !File.Exists(scriptFile))
        {
            command.Error($"Error: Cannot find module '{script}'");
            return 1;
        }

        var declaredFile = command.Files.Find(declaredPath);
        if (declaredFile is null || ReadObject(declaredFile) is not { } declared)
        {
            command.Error($"merge-config: {declaredPath} is not there or not a JSON object");
            return 1;
        }

        if (command.Files.Find(lastPath) is not { } lastFile || command.Files.Find(persistedPath) is not { } persistedFile)
        {
            command.Error($"merge-config: {persistedPath} is not on a volume");
            return 1;
        }

        if (File.Exists(persistedFile) && ReadObject(persistedFile) is null)
        {
            var aside = $"{persistedFile}.unreadable-{DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
            File.Move(persistedFile, aside, overwrite: true);
            command.Output($"merge-config: {persistedPath} could not be read, moved aside to {Path.GetFileName(aside)}");
        }

        var persisted = ReadObject(persistedFile);
        var merged = ConfigMerge.Merge(declared, ReadObject(lastFile) ?? [], persisted ?? []);
        foreach (var path in ConfigMerge.ChangedPaths(persisted ?? [], merged))
            command.Output($"merge-config: changed {path}");
        WriteIfChanged(persistedFile, merged, persisted);
        WriteIfChanged(lastFile, declared, ReadObject(lastFile));
        return 0;
    }

    private static JsonObject? ReadObject(string path)
    {
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path), documentOptions: Lenient) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void WriteIfChanged(string path, JsonObject content, JsonObject? before)
    {
        if (before is not null && JsonNode.DeepEquals(content, before))
            return;
        var temporary = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
            file.Write(Encoding.UTF8.GetBytes(content.ToJsonString(Indented) + "\n"));
        File.Move(temporary, path, overwrite: true);
    }
}
