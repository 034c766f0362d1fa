using System.Runtime.InteropServices;

namespace OpenClaw.Sandbox.Pods;

/// <summary>Finds the dotnet program of the runtime this process runs on.</summary>
internal static class DotnetHost
{
    /// <summary>Path of <c>dotnet</c>.</summary>
    public static string Path { get; } = Find();

    /// <summary>The folder it is in, for DOTNET_ROOT.</summary>
    public static string Root => System.IO.Path.GetDirectoryName(Path) ?? "";

    private static string Find()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // <root>/shared/Microsoft.NETCore.App/<version>/ is where the runtime is.
        var root = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory()).Parent?.Parent?.Parent;
        var path = root is null ? null : System.IO.Path.Combine(root.FullName, name);
        return path is not null && File.Exists(path) ? path : name;
    }
}
