using System.Diagnostics;

namespace OpenClaw.Sandbox.Tests.Kubernetes;

/// <summary>Runs the real kubectl.</summary>
internal static class Kubectl
{
    internal sealed record Result(int ExitCode, string Output, string Error)
    {
        public string Text => Output + Error;
    }

    /// <summary>Whether there is a kubectl on the PATH.</summary>
    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(f => File.Exists(Path.Combine(f, OperatingSystem.IsWindows() ? "kubectl.exe" : "kubectl")));

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
        var start = new ProcessStartInfo("kubectl", arguments)
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
}
