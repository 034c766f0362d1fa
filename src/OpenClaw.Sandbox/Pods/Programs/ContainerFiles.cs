namespace OpenClaw.Sandbox.Pods.Programs;

/// <summary>Finds the files of a container, which has no root of its own here: only what is mounted exists.</summary>
internal sealed class ContainerFiles(IReadOnlyDictionary<string, string> mounts, string workingDirectory = "/")
{
    /// <summary>The folders a path is looked up under when it is not absolute.</summary>
    public string WorkingDirectory { get; } = workingDirectory;

    /// <summary>The real path of a path inside the container, or null when no volume is mounted there.</summary>
    public string? Find(string path)
    {
        var full = Normalize(path);
        var mount = mounts.Keys
            .Where(key => full == key || key == "/" || full.StartsWith(key + "/", StringComparison.Ordinal))
            .MaxBy(static key => key.Length);
        if (mount is null)
            return null;
        var rest = full[mount.Length..].TrimStart('/');
        return rest.Length == 0 ? mounts[mount] : Path.Combine(mounts[mount], rest.Replace('/', Path.DirectorySeparatorChar));
    }

    private string Normalize(string path)
    {
        var parts = new List<string>();
        var absolute = path.StartsWith('/') ? path : $"{WorkingDirectory}/{path}";
        foreach (var part in absolute.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("." or ".."))
                parts.Add(part);
        }

        return "/" + string.Join('/', parts);
    }
}
