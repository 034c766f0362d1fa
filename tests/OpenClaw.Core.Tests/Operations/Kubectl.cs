using System.ComponentModel;
using System.Diagnostics;

namespace OpenClaw.Tests.Operations;

/// <summary>Runs the kubectl that is on the PATH; where there is none, the test is skipped.</summary>
internal static class Kubectl
{
    public static async Task<(string Output, string Errors, int Code)> RunAsync(string kubeConfig, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("kubectl", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = kubeConfig;
        using var kubectl = new Process { StartInfo = start };
        try
        {
            kubectl.Start();
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no kubectl on the PATH.");
        }
        var cancellationToken = TestContext.Current.CancellationToken;
        var (output, errors) = (kubectl.StandardOutput.ReadToEndAsync(cancellationToken), kubectl.StandardError.ReadToEndAsync(cancellationToken));
        if (input is not null)
            await kubectl.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        kubectl.StandardInput.Close();
        await kubectl.WaitForExitAsync(cancellationToken);
        return (await output, await errors, kubectl.ExitCode);
    }
}
