using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Tests.Kubernetes;

/// <summary>Pods whose log, ports and commands the test gives.</summary>
internal sealed class FakePodRuntime : IPodRuntime
{
    public List<LogLine> Log { get; } = [];

    /// <summary>Lines that come while somebody follows; complete it to end the container.</summary>
    public Channel<LogLine> Following { get; } = Channel.CreateUnbounded<LogLine>();

    /// <summary>The port of 127.0.0.1 that every port of the pod stands for; 0 for none.</summary>
    public int Port { get; set; }

    public async IAsyncEnumerable<LogLine> ReadLogAsync(
        string ns, string pod, string container, bool previous, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (previous) throw new StatusException(400, "BadRequest", $"previous terminated container \"{container}\" in pod \"{pod}\" not found");
        foreach (var line in Log) yield return line;
        if (!follow) yield break;
        await foreach (var line in Following.Reader.ReadAllAsync(cancellationToken)) yield return line;
    }

    public async Task<Stream> ConnectAsync(string ns, string pod, int port, CancellationToken cancellationToken)
    {
        if (Port == 0) throw new SocketException((int)SocketError.ConnectionRefused);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Commands: <c>echo WORDS</c>, <c>cat</c>, <c>complain TEXT</c> (to stderr), <c>exit CODE</c>.</summary>
    public async Task<int> ExecAsync(
        string ns, string pod, string container, IReadOnlyList<string> command, Stream? stdin, Stream? stdout, Stream? stderr, CancellationToken cancellationToken)
    {
        switch (command[0])
        {
            case "echo":
                await stdout!.WriteAsync(Encoding.UTF8.GetBytes(string.Join(' ', command.Skip(1)) + "\n"), cancellationToken);
                return 0;
            case "cat":
                await stdin!.CopyToAsync(stdout!, cancellationToken);
                return 0;
            case "complain":
                await stderr!.WriteAsync(Encoding.UTF8.GetBytes(command[1] + "\n"), cancellationToken);
                return 1;
            default:
                return int.Parse(command[1], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
