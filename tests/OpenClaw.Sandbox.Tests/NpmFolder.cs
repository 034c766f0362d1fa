using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace OpenClaw.Sandbox.Tests;

/// <summary>Packages from npm that tests need, and scripts that use them, from one folder of the tests with a package-lock.json.</summary>
/// <param name="folder">The folder, below the tests' own.</param>
/// <param name="name">Names the installed copy.</param>
internal sealed class NpmFolder(string folder, string name)
{
    private static readonly string[] Offline =
        ["ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH", "ECONNRESET", "ENOTCACHED", "ERR_SOCKET_TIMEOUT"];

    private readonly string _source = Path.Combine(AppContext.BaseDirectory, folder);

    /// <summary>Why there is nothing to run, once that is known.</summary>
    public string? Missing { get; private set; }

    /// <summary>Installs once per version of the files, in a folder that later runs find again; null when it cannot be done here.</summary>
    public async Task<string?> InstallAsync(CancellationToken cancellationToken)
    {
        var files = Directory.GetFiles(_source).Order(StringComparer.Ordinal).ToList();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(await File.ReadAllBytesAsync(file, cancellationToken));
        var installed = Path.Combine(Path.GetTempPath(), $"{name}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}");
        if (Directory.Exists(installed))
            return installed;

        var making = Directory.CreateTempSubdirectory(name + "-").FullName;
        foreach (var file in files)
            File.Copy(file, Path.Combine(making, Path.GetFileName(file)));
        try
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var (code, output) = await RunAsync(
                npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps"], making, [], cancellationToken);
            if (code != 0 && Offline.Any(sign => output.Contains(sign, StringComparison.Ordinal)))
                Missing = $"The npm registry cannot be reached: {output}";
            if (Missing is not null)
                return null;
            Assert.True(code == 0, output);
            Directory.Move(making, installed);
        }
        catch (IOException) when (Directory.Exists(installed))
        {
            // Another run was faster; its folder is as good.
        }
        finally
        {
            if (Directory.Exists(making))
                Directory.Delete(making, recursive: true);
        }

        return installed;
    }

    /// <summary>Runs a program there: its exit code and what it said, with its errors when it failed.</summary>
    public async Task<(int Code, string Output)> RunAsync(
        string program, string[] arguments, string workingFolder, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Missing = $"{program} is not on PATH: install Node.js 18 or later to run clients from npm against the sandbox.";
            return (-1, "");
        }

        using (process)
        {
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
                var error = process.StandardError.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await error);
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
    }
}
