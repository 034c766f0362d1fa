using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace OpenClaw.Tests.PortForwarding;

/// <summary>
/// The program in the pod, on a real port: the first byte of a connection says what it does. E: echo; H: after the end of the data,
/// its SHA-256; D and 8 bytes: so much data that any size of it can be made again; S: nothing for ever; Q: closes.
/// </summary>
internal sealed class PodPrograms : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private long _written;
    private int _open;

    public PodPrograms()
    {
        _listener.Start(1000);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Bytes that D has written.</summary>
    public long Written => Interlocked.Read(ref _written);

    public int Open => Volatile.Read(ref _open);

    public static byte[] Block { get; } = MakeBlock();

    public static byte[] HashOfData(long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (; length > 0; length -= Block.Length)
            hash.AppendData(Block.AsSpan(0, (int)Math.Min(Block.Length, length)));
        return hash.GetHashAndReset();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private static byte[] MakeBlock()
    {
        var block = new byte[256 * 1024];
        new Random(7).NextBytes(block);
        return block;
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = RunAsync(await _listener.AcceptTcpClientAsync(_end.Token));
    }

    private async Task RunAsync(TcpClient client)
    {
        Interlocked.Increment(ref _open);
        try
        {
            using (client)
            {
                client.NoDelay = true;
                await ServeAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        var buffer = new byte[64 * 1024];
        if (await stream.ReadAsync(buffer.AsMemory(0, 1), _end.Token) == 0)
            return;
        int count;
        switch ((char)buffer[0])
        {
            case 'E':
                while ((count = await stream.ReadAsync(buffer, _end.Token)) > 0)
                    await stream.WriteAsync(buffer.AsMemory(0, count), _end.Token);
                break;
            case 'H':
                using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
                {
                    while ((count = await stream.ReadAsync(buffer, _end.Token)) > 0)
                        hash.AppendData(buffer, 0, count);
                    await stream.WriteAsync(hash.GetHashAndReset(), _end.Token);
                }

                break;
            case 'D':
                await stream.ReadExactlyAsync(buffer.AsMemory(0, 8), _end.Token);
                for (var left = BinaryPrimitives.ReadInt64BigEndian(buffer); left > 0; left -= Block.Length)
                {
                    var part = (int)Math.Min(left, Block.Length);
                    await stream.WriteAsync(Block.AsMemory(0, part), _end.Token);
                    Interlocked.Add(ref _written, part);
                }

                break;
            case 'S':
                await Task.Delay(Timeout.Infinite, _end.Token);
                break;
        }
    }
}
