using OpenClaw.Resources;

namespace OpenClaw.Sandbox;

/// <summary>Finds the <c>dotnet</c> program. PowerShell has a runtime of its own, without ASP.NET Core, that other programs cannot use.</summary>
internal static class DotnetProgram
{
    /// <summary>Its path.</summary>
    /// <exception cref="OpenClawException">There is none.</exception>
    public static string Find() => Find(Environment.GetEnvironmentVariable, File.Exists);

    internal static string Find(Func<string, string?> environment, Func<string, bool> exists)
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string?[] folders =
        [
            environment("DOTNET_ROOT"),
            .. (environment("PATH") ?? "").Split(Path.PathSeparator),
            .. OperatingSystem.IsWindows()
                ? new[] { environment("ProgramFiles") is { Length: > 0 } files ? Path.Combine(files, "dotnet") : null }
                : ["/usr/share/dotnet", "/usr/lib/dotnet", "/usr/local/share/dotnet", "/opt/homebrew/opt/dotnet/libexec"],
            environment(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME") is { Length: > 0 } home ? Path.Combine(home, ".dotnet") : null,
        ];
        var candidates = folders.Where(static folder => !string.IsNullOrWhiteSpace(folder)).Select(folder => Path.Combine(folder!, name));
        return candidates.Prepend(environment("DOTNET_HOST_PATH") ?? "").FirstOrDefault(path => path.Length > 0 && exists(path))
            ?? throw new OpenClawException(
                nameof(SandboxMessages.SandboxRuntimeMissing), ErrorKind.NotSupported, SandboxMessages.SandboxRuntimeMissing, name);
    }
}
