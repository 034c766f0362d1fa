using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OpenClaw.Reliability.Crashes;

/// <summary>New-OpenClawCluster and Install-OpenClaw in a process of their own, made to be killed.</summary>
internal sealed class FlowProcess : IDisposable
{
    private const int KilledBySignal = 128 + 9;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private FlowProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static async Task<FlowProcess> StartAsync(JsonObject input)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "flowhost", "OpenClaw.Reliability.FlowHost.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteLineAsync(input.ToJsonString());
        process.StandardInput.Close();
        return new FlowProcess(process);
    }

    /// <summary>Waits for the moment to kill it, and does. False when it ended by itself before.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<bool> KillWhenAsync(Task moment, CancellationToken cancellationToken)
    {
        var exit = _process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(moment, exit) == exit)
        {
            await exit;
            return _process.ExitCode == 0 ? false : throw new InvalidOperationException($"It ended with {_process.ExitCode}: {await _output}{await _errors}");
        }
        _process.Kill();
        await exit;
        Assert.Equal(KilledBySignal, _process.ExitCode);
        return true;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
