using System.Text;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>Finds and reads kubeconfig files.</summary>
internal static class KubeConfigFiles
{
    /// <summary>Reads what a path, a list of paths, or else the environment names.</summary>
    /// <param name="paths">A path or a list with the system's separator (<c>:</c>, on Windows <c>;</c>); null or empty for the defaults.</param>
    /// <param name="environment">Gets an environment variable.</param>
    /// <returns>The files' trees in order, and what they are called together.</returns>
    public static (IReadOnlyList<KubeConfigNode> Files, string Source) Read(string? paths, Func<string, string?> environment)
    {
        var variable = environment("KUBECONFIG");
        // As kubectl has it: a file that was named has to be there, one of a list in the environment may be missing.
        if (!string.IsNullOrWhiteSpace(paths))
            return Read(Split(paths), mustExist: true);
        return string.IsNullOrWhiteSpace(variable)
            ? Read([Path.Combine(Home(environment), ".kube", "config")], mustExist: true)
            : Read(Split(variable), mustExist: false);
    }

    private static (IReadOnlyList<KubeConfigNode> Files, string Source) Read(IReadOnlyList<string> paths, bool mustExist)
    {
        var present = paths.Where(File.Exists).ToList();
        if (present.Count == 0 || (mustExist && present.Count < paths.Count))
        {
            var missing = paths.FirstOrDefault(static p => !File.Exists(p)) ?? "";
            throw KubeConfigError.Make(nameof(KubeConfigMessages.KubeConfigNotFound), KubeConfigMessages.KubeConfigNotFound, missing, missing);
        }

        return ([.. present.Select(Read).OfType<KubeConfigNode>()], string.Join(Path.PathSeparator, present));
    }

    private static KubeConfigNode? Read(string path)
    {
        string text;
        try
        {
            if (new FileInfo(path).Length > KubeConfigParser.MaxLength)
                throw KubeConfigParser.TooLarge(path);
            text = File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw KubeConfigError.Make(
                nameof(KubeConfigMessages.KubeConfigUnreadable), KubeConfigMessages.KubeConfigUnreadable, path, path, e.Message);
        }

        return KubeConfigParser.Parse(text, Path.GetFullPath(path));
    }

    private static string[] Split(string paths) =>
        paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Home(Func<string, string?> environment) => environment("HOME") is { Length: > 0 } home
        ? home
        : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
