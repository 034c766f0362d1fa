using System.Reflection;
using System.Runtime.Loader;

namespace OpenClaw.PowerShell.Bridge;

/// <summary>
/// Where OpenClaw.Core and all it needs live, apart from whatever versions other modules have loaded into the session.
/// </summary>
/// <param name="directory">The module's <c>dependencies</c> folder.</param>
internal sealed class CoreLoadContext(string directory) : AssemblyLoadContext("OpenClaw")
{
    private readonly Dictionary<string, string> _runtimeAssemblies = ReadRuntimeAssemblies();

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(directory, assemblyName.Name + ".dll");
        if (!File.Exists(path) || RuntimeHasAtLeast(path))
            return null;
        return LoadFromAssemblyPath(path);
    }

    // Two copies of what the runtime brings anyway (System.Text.Json and the like) would make two sets of the same types.
    private bool RuntimeHasAtLeast(string path) =>
        _runtimeAssemblies.TryGetValue(Path.GetFileName(path), out var runtimePath) &&
        AssemblyName.GetAssemblyName(runtimePath).Version >= AssemblyName.GetAssemblyName(path).Version;

    private static Dictionary<string, string> ReadRuntimeAssemblies()
    {
        var paths = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
        var byName = new Dictionary<string, string>(paths.Length, StringComparer.OrdinalIgnoreCase);
        foreach (var path in paths)
            byName.TryAdd(Path.GetFileName(path), path);
        return byName;
    }
}
