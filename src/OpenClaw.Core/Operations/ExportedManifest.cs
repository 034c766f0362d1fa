using System.Text.Json.Nodes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>The manifests of an instance as YAML, with its Secret only referred to.</summary>
public sealed class ExportedManifest
{
    private const string Kustomization = "kustomization.yaml";

    private readonly ExportHeader _header;
    private readonly IReadOnlyList<DesiredObject> _objects;

    internal ExportedManifest(ExportHeader header, IReadOnlyList<DesiredObject> objects) => (_header, _objects) = (header, objects);

    /// <summary>All of them in one stream, in the order they are to be applied, with a comment about the Secret before them.</summary>
    public string Text => $"{_header.Text("-f -")}---\n{string.Join("---\n", _objects.Select(static o => ManifestYaml.Write(o.Manifest)))}";

    /// <summary>Writes one file an object into a folder, numbered in the order they are to be applied.</summary>
    /// <param name="folder">Full path of the folder; made when it is not there.</param>
    /// <param name="kustomize">Add a kustomization.yaml that lists them.</param>
    /// <param name="force">Overwrite files that are there.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The paths of what was written; none when the caller did not want it.</returns>
    /// <exception cref="OpenClawException">A file is there (<see cref="ErrorKind.AlreadyExists"/>) or cannot be written.</exception>
    public async Task<IReadOnlyList<string>> WriteAsync(
        string folder, bool kustomize, bool force, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(context);
        var files = Files(kustomize).ToList();
        if (File.Exists(folder))
            throw new OpenClawException(
                nameof(ExportMessages.ExportFolderIsFile), ErrorKind.InvalidArgument, MessageText.Format(ExportMessages.ExportFolderIsFile, folder), folder);
        var there = files.Select(static f => f.Name).Where(f => Path.Exists(Path.Combine(folder, f))).ToList();
        if (there.Count > 0 && !force)
            throw new OpenClawException(
                nameof(ExportMessages.ExportFileExists), ErrorKind.AlreadyExists,
                MessageText.Format(ExportMessages.ExportFileExists, string.Join(", ", there)), Path.Combine(folder, there[0]));
        if (!await context.ShouldChange(
            MessageText.Format(ExportMessages.ExportTarget, folder, files.Count), ExportMessages.ExportAction, cancellationToken).ConfigureAwait(false))
            return [];
        var written = new List<string>();
        foreach (var (name, text) in files)
            written.Add(await WriteFileAsync(Path.Combine(folder, name), text, cancellationToken).ConfigureAwait(false));
        if (!kustomize && Others(folder, files.Select(static f => f.Name)) is { Count: > 0 } others)
            context.Warning(MessageText.Format(ExportMessages.ExportOtherFiles, folder, string.Join(", ", others)));
        return written;
    }

    private IEnumerable<(string Name, string Text)> Files(bool kustomize)
    {
        var files = _objects.Select(o => (Name: FileName(o), Text: ManifestYaml.Write(o.Manifest))).ToList();
        if (kustomize)
        {
            var list = new JsonObject
            {
                ["apiVersion"] = "kustomize.config.k8s.io/v1beta1",
                ["kind"] = "Kustomization",
                ["resources"] = new JsonArray([.. files.Select(static f => JsonValue.Create(f.Name))]),
            };
            files.Add((Kustomization, _header.Text("-k .") + ManifestYaml.Write(list)));
        }
        else
        {
            files[0] = (files[0].Name, _header.Text("-f .") + files[0].Text);
        }
        return files;
    }

    private static string FileName(DesiredObject o) => $"{o.Rank}-{o.Name.Kind.Kind}-{o.Name.Name}.yaml".ToLowerInvariant();

    // Under another name first: a file is there whole or not at all.
    private static async Task<string> WriteFileAsync(string path, string text, CancellationToken cancellationToken)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                await File.WriteAllTextAsync(temporary, text, cancellationToken).ConfigureAwait(false);
                File.Move(temporary, path, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OpenClawException(
                nameof(ExportMessages.ExportWriteFailed), ErrorKind.OperationFailed, MessageText.Format(ExportMessages.ExportWriteFailed, path, e.Message), path, e);
        }
    }

    private static List<string> Others(string folder, IEnumerable<string> files) =>
    [
        .. Directory.EnumerateFiles(folder).Select(static f => Path.GetFileName(f))
            .Where(static f => Path.GetExtension(f) is ".yaml" or ".yml" or ".json").Except(files).Order(StringComparer.Ordinal),
    ];
}
