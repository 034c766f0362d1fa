using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OpenClaw.Bench.Load;

namespace OpenClaw.Bench.Contenders;

/// <summary>A running program that forwards a local port to the pod.</summary>
internal sealed class Forwarder : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private Forwarder(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Its process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it printed, both streams.</summary>
    public Lines Printed { get; } = new();

    /// <summary>Its resident memory, bytes.</summary>
    public long Memory => Status("VmRSS:") * 1024;

    /// <summary>Its threads.</summary>
    public long Threads => Status("Threads:");

    /// <summary>Its open sockets.</summary>
    public int Sockets => Directory.EnumerateFiles($"/proc/{ProcessId}/fd").Count(static f =>
    {
        try
        {
            return File.ResolveLinkTarget(f, false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false;
        }
    });

    /// <summary>A port nothing listens on.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Starts a program and waits until the pod answers through it.</summary>
    /// <param name="start">The program.</param>
    /// <param name="port">The local port it was told to listen on.</param>
    public static async Task<Forwarder> StartAsync(ProcessStartInfo start, int port)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        var process = Process.Start(start)!;
        var forwarder = new Forwarder(process, port);
        process.OutputDataReceived += (_, line) => forwarder.Printed.Add(line.Data);
        process.ErrorDataReceived += (_, line) => forwarder.Printed.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < StartTimeout && !process.HasExited; await Task.Delay(100))
        {
            try
            {
                using var connection = HttpConnection.Open(port);
                if (connection.Get("/healthz").Status == 200)
                    return forwarder;
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // Not yet.
            }
        }

        await forwarder.DisposeAsync();
        throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} opened no tunnel. It said:\n{forwarder.Printed}");
    }

    /// <summary>Presses Ctrl+C and returns how long the process took to end, and its exit code.</summary>
    public async Task<(TimeSpan Time, int ExitCode)> InterruptAsync()
    {
        var watch = Stopwatch.StartNew();
        using var kill = Process.Start("kill", ["-INT", ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        return (watch.Elapsed, _process.ExitCode);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private long Status(string name) => long.Parse(
        File.ReadLines($"/proc/{ProcessId}/status").First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture);
}
