using System.Globalization;
using OpenClaw.Resources;

namespace OpenClaw.Sandbox;

/// <summary>Finds the sandbox's program.</summary>
internal static class SandboxAssembly
{
    private const string FileName = "OpenClaw.Sandbox.dll";
    private const string Variable = "OPENCLAW_SANDBOX_PATH";

    /// <summary>Its path: the given one, that of OPENCLAW_SANDBOX_PATH, beside the module, beside the running program.</summary>
    /// <exception cref="OpenClawException">It is in none of these places.</exception>
    public static string Find(string? given)
    {
        if (given is null && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set)
            given = set;
        // In the module this assembly is in dependencies/, and the sandbox in sandbox/ beside that.
        var here = Path.GetDirectoryName(typeof(SandboxAssembly).Assembly.Location) ?? "";
        string[] places = given is not null
            ? [Directory.Exists(given) ? Path.Combine(given, FileName) : given]
            :
            [
                Path.Combine(here, "..", "sandbox", FileName),
                Path.Combine(here, "sandbox", FileName),
                Path.Combine(AppContext.BaseDirectory, "sandbox", FileName),
            ];
        var full = places.Select(Path.GetFullPath).Distinct().ToList();
        return full.Find(File.Exists) ?? throw new OpenClawException(
            nameof(SandboxMessages.SandboxAssemblyMissing),
            given is null ? ErrorKind.NotSupported : ErrorKind.NotFound,
            string.Format(CultureInfo.CurrentCulture, SandboxMessages.SandboxAssemblyMissing, string.Join(", ", full)),
            given ?? FileName);
    }
}
