using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Pods.Programs;

namespace OpenClaw.Sandbox.Pods;

/// <summary>The process that plays a container.</summary>
internal sealed class ContainerProcess : IDisposable
{
    // What a process of this machine cannot do without, and how it reaches the internet; nothing else is inherited.
    private static readonly string[] Inherited =
        ["SystemRoot", "windir", "TEMP", "TMP", "https_proxy", "HTTPS_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    private readonly Process process;
    private readonly ContainerLog log;
    private readonly ConcurrentDictionary<int, (int Actual, bool LoopbackOnly)> ports = new();
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ContainerProcess(Process process, ContainerLog log)
    {
        this.process = process;
        this.log = log;
        Exited = WaitAsync();
    }

    public int Id => process.Id;

    /// <summary>Ends when the process does, with its exit code (128 and the signal's number when a signal ended it).</summary>
    public Task<int> Exited { get; }

    /// <summary>Ends when the process listens on its first port.</summary>
    public Task Listening => listening.Task;

    /// <summary>Starts a process.</summary>
    /// <param name="program">The program to be: an argument of this assembly.</param>
    /// <param name="label">Shown behind it in process lists; no secrets.</param>
    /// <param name="environment">The container's environment.</param>
    /// <param name="network">How processes reach other pods, as environment variables.</param>
    /// <param name="start">What the process is told on its standard input.</param>
    /// <param name="log">Takes its output.</param>
    public static ContainerProcess Start(
        string program, string label, IReadOnlyDictionary<string, string> environment, IReadOnlyDictionary<string, string> network,
        ContainerStart start, ContainerLog log)
    {
        var info = new ProcessStartInfo(DotnetHost.Path)
        {
            ArgumentList = { typeof(ContainerProcess).Assembly.Location, program, label },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        info.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                info.Environment[name] = value;
        }

        foreach (var (name, value) in environment.Concat(network))
            info.Environment[name] = value;
        info.Environment["DOTNET_ROOT"] = DotnetHost.Root;
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        info.Environment["DOTNET_NOLOGO"] = "1";

        var process = Process.Start(info)!;
        process.StandardInput.WriteLine(start.ToJson());
        process.StandardInput.Flush();
        return new ContainerProcess(process, log);
    }

    /// <summary>The loopback port that stands for a port of the container, or null when nothing listens there.</summary>
    /// <param name="port">The container's port.</param>
    /// <param name="fromOtherPods">The connection comes over the pod network, not the pod's own loopback.</param>
    public int? FindPort(int port, bool fromOtherPods) =>
        ports.TryGetValue(port, out var found) && !Exited.IsCompleted && !(fromOtherPods && found.LoopbackOnly) ? found.Actual : null;

    /// <summary>Asks the process to stop, as SIGTERM does.</summary>
    public void RequestStop()
    {
        try
        {
            process.StandardInput.WriteLine(ContainerContext.StopLine);
            process.StandardInput.Flush();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is gone already.
        }
    }

    /// <summary>Ends the process at once, as SIGKILL does.</summary>
    public void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It is gone already.
        }
    }

    public void Dispose() => process.Dispose();

    private async Task<int> WaitAsync()
    {
        await Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        await process.WaitForExitAsync();
        log.Complete();
        return process.ExitCode;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(ContainerContext.ControlMark))
            {
                log.Add(line);
                continue;
            }

            var told = JsonNode.Parse(line[1..]);
            ports[told.Number("port") ?? 0] = (told.Number("actual") ?? 0, told.Flag("loopbackOnly"));
            listening.TrySetResult();
        }
    }
}
