using System.Runtime.InteropServices;
using OpenClaw.Sandbox.Faults;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>The program people and Core start: a sandbox until SIGTERM, Ctrl+C or the end of standard input.</summary>
internal static class SandboxCommand
{
    private const int ExitUsage = 64;

    // EX_DATAERR of sysexits.h: OpenClaw.Core tells a wrong fault script from a sandbox that failed by it.
    private const int ExitFaultScript = 65;

    public static async Task<int> RunAsync(string[] arguments)
    {
        string? home = null;
        var json = false;
        var faults = new List<string>();
        for (var index = 0; index < arguments.Length; index++)
        {
            if (arguments[index] == "--ready-json")
            {
                json = true;
            }
            else if (arguments[index] == "--home" && index + 1 < arguments.Length)
            {
                home = arguments[++index];
            }
            else if (arguments[index] == "--fault" && index + 1 < arguments.Length)
            {
                faults.Add(arguments[++index]);
            }
            else
            {
                await Console.Error.WriteLineAsync("usage: dotnet OpenClaw.Sandbox.dll [--home FOLDER] [--fault FILE|JSON]... [--ready-json]");
                return ExitUsage;
            }
        }

        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        _ = Task.Factory.StartNew(() => WaitForEndOfInput(stop), TaskCreationOptions.LongRunning);

        try
        {
            await using var host = await SandboxHost.StartAsync(new SandboxHostOptions { HomePath = home, Faults = FaultScript.Read(faults) }, stop.Token);
            await Console.Out.WriteLineAsync(json ? host.Describe().ToJsonString() : $"The sandbox is at {host.Endpoint}; its folder is removed when it stops (Ctrl+C).");
            await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (FaultScriptException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitFaultScript;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static void WaitForEndOfInput(CancellationTokenSource stop)
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (input.Read(buffer) > 0)
        {
        }

        stop.Cancel();
    }
}
