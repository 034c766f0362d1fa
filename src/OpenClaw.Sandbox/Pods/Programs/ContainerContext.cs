using System.Collections;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Pods.Programs;

/// <summary>
/// The inside of a container's process. The sandbox holds its standard input: the first line says what to be, a line <c>stop</c> is
/// SIGTERM (every system has pipes, not every system has signals), and its end means the sandbox is gone, so the process goes too.
/// Standard output is the container's log, but for lines that start with <see cref="ControlMark"/>.
/// </summary>
internal sealed class ContainerContext
{
    /// <summary>Starts a line that is meant for the sandbox.</summary>
    public const char ControlMark = '\u0001';

    /// <summary>The line that asks a process to stop.</summary>
    public const string StopLine = "stop";

    // One container to a process.
    private static readonly CancellationTokenSource StopRequest = new();
    private readonly TextWriter output;

    private ContainerContext(ContainerStart start, TextWriter output)
    {
        Start = start;
        this.output = output;
        Files = new ContainerFiles(start.Mounts, start.WorkingDirectory);
        Environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(static entry => (string)entry.Key, static entry => (string?)entry.Value ?? "");
    }

    public ContainerStart Start { get; }

    public ContainerFiles Files { get; }

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Cancelled when the container is asked to stop.</summary>
    public CancellationToken Stopping { get; } = StopRequest.Token;

    /// <summary>Waits for the first line and listens for the others from then on.</summary>
    public static ContainerContext Open()
    {
        var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true });
        var first = input.ReadLine() ?? throw new EndOfStreamException();
        var context = new ContainerContext(ContainerStart.FromJson(first), output);
        new Thread(() => Listen(input)) { IsBackground = true, Name = "sandbox" }.Start();
        return context;
    }

    /// <summary>Writes a line of the container's log.</summary>
    public void Log(string line) => output.WriteLine(line);

    /// <summary>Tells the sandbox which loopback port stands for a port of the container.</summary>
    /// <param name="port">The port the container's program means to listen on.</param>
    /// <param name="actual">Where this process listens.</param>
    /// <param name="loopbackOnly">The program listens on the container's loopback only: other pods cannot connect, port-forward can.</param>
    public void ReportListening(int port, IPEndPoint actual, bool loopbackOnly) => output.WriteLine(ControlMark + new JsonObject
    {
        ["port"] = port,
        ["actual"] = actual.Port,
        ["loopbackOnly"] = loopbackOnly,
    }.ToJsonString());

    private static void Listen(StreamReader input)
    {
        try
        {
            while (input.ReadLine() is { } line)
            {
                if (line == StopLine)
                    StopRequest.Cancel();
            }
        }
        catch (IOException)
        {
        }

        // Nobody is left who could read an exit code.
        System.Environment.Exit(137);
    }
}
