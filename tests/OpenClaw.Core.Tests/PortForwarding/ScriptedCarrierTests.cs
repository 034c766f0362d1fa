using System.Buffers.Binary;
using System.Text;
using OpenClaw.Kubernetes;
using OpenClaw.Kubernetes.PortForwarding;

namespace OpenClaw.Tests.PortForwarding;

/// <summary>The transport against servers that do what the sandbox's does not: frames written byte by byte from the protocol's text.</summary>
public sealed class ScriptedCarrierTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static readonly PortForwardOptions Quick = new()
    {
        MaxCarriers = 1,
        SpareCarriers = 1,
        PingInterval = TimeSpan.FromMilliseconds(200),
        PingTimeout = TimeSpan.FromSeconds(1),
        ProbeTimeout = TimeSpan.FromSeconds(1),
        RestoreTime = TimeSpan.FromSeconds(1),
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_answers_no_pings_is_noticed_and_told()
    {
        await using var server = await SpdyServer.StartAsync();
        var deaf = false;
        server.Script = async (stream, number, stop) =>
        {
            // The first one answers until it falls silent; the next ones never do.
            await foreach (var frame in FramesAsync(stream, stop))
            {
                if (IsControl(frame, 6) && number == 0 && !Volatile.Read(ref deaf))
                    await stream.WriteAsync(frame, stop);
            }
        };
        await using var forward = server.Forward(Quick);
        await forward.PrepareAsync();
        await using var open = await forward.ConnectAsync();
        Volatile.Write(ref deaf, true);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => ReadAsync(open));
        Assert.Equal("PortForwardBroken", error.ErrorId);
        Assert.Contains("does not answer", error.Message, StringComparison.Ordinal);
        await forward.Losses.Reader.ReadAsync(Stop).AsTask().WaitAsync(Soon, Stop);
    }

    [Fact]
    public async Task A_server_that_leaves_finishes_what_it_has_and_gets_no_more()
    {
        await using var server = await SpdyServer.StartAsync();
        var speak = new TaskCompletionSource();
        var told = new TaskCompletionSource();
        server.Script = async (stream, number, stop) =>
        {
            await foreach (var frame in FramesAsync(stream, stop))
            {
                if (IsControl(frame, 6))
                    await stream.WriteAsync(frame, stop);
                if (!IsControl(frame, 1) || StreamOf(frame) % 4 != 3)
                    continue;
                if (number == 0)
                {
                    await stream.WriteAsync(Control(7, 3, 0), stop);
                    told.TrySetResult();
                    await speak.Task.WaitAsync(stop);
                }

                await stream.WriteAsync(Data(StreamOf(frame), [(byte)number], fin: true), stop);
                await stream.WriteAsync(Data(StreamOf(frame) - 2, [], fin: true), stop);
            }
        };
        await using var forward = server.Forward(Quick with { PingTimeout = Soon });
        await using var first = await forward.ConnectAsync();
        await told.Task.WaitAsync(Soon, Stop);
        while (server.Asked < 2)
        {
            await using var second = await forward.ConnectAsync();
            if (server.Asked >= 2)
                Assert.Equal([1], await ReadAllAsync(second));
        }

        speak.SetResult();
        Assert.Equal([0], await ReadAllAsync(first));
        Assert.False(forward.Losses.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_reset_is_that_connections_error_after_what_came_before_it()
    {
        await using var server = await SpdyServer.StartAsync();
        server.Script = OnDataStream(async (stream, id, stop) =>
        {
            await stream.WriteAsync(Data(id, [1, 2]), stop);
            if (id == 3)
                await stream.WriteAsync(Control(3, id, 5), stop);
        });
        await using var forward = server.Forward(Quick);
        await using var first = await forward.ConnectAsync();
        await using var second = await forward.ConnectAsync();
        Assert.Equal(2, await ReadAsync(first));
        var error = await Assert.ThrowsAsync<OpenClawException>(() => ReadAsync(first));
        Assert.Equal("PortForwardFailed", error.ErrorId);
        Assert.Equal(2, await ReadAsync(second));
        Assert.Equal(1, server.Asked);
    }

    [Fact]
    public async Task An_error_that_follows_the_end_of_the_data_turns_the_end_into_that_error()
    {
        // containerd closes the data first and says afterwards that the program had reset its connection.
        await using var server = await SpdyServer.StartAsync();
        server.Script = OnDataStream(async (stream, id, stop) =>
        {
            await stream.WriteAsync(Data(id, [1, 2], fin: true), stop);
            await stream.WriteAsync(Data(id - 2, Encoding.UTF8.GetBytes("failed to execute portforward: read: connection reset by peer")), stop);
            await stream.WriteAsync(Control(3, id - 2, 5), stop);
        });
        await using var forward = server.Forward(Quick);
        await using var connection = await forward.ConnectAsync();
        Assert.Equal(2, await ReadAsync(connection));
        var error = await Assert.ThrowsAsync<OpenClawException>(() => ReadAsync(connection));
        Assert.Contains("reset by peer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_windows_gets_no_more_than_it_has_room_for()
    {
        await using var server = await SpdyServer.StartAsync();
        var received = 0;
        var more = new TaskCompletionSource();
        var full = new TaskCompletionSource();
        server.Script = async (stream, number, stop) =>
        {
            await stream.WriteAsync((byte[])[0x80, 3, 0, 4, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0x27, 0x10], stop);
            await foreach (var frame in FramesAsync(stream, stop))
            {
                if (IsControl(frame, 6))
                    await stream.WriteAsync(frame, stop);
                if ((frame[0] & 0x80) != 0)
                    continue;
                received += frame.Length - 8;
                if (received == 10_000)
                {
                    full.SetResult();
                    await more.Task.WaitAsync(stop);
                    await stream.WriteAsync(Control(9, 3, 1_000_000), stop);
                }
            }
        };
        await using var forward = server.Forward(Quick with { PingTimeout = Soon });
        await forward.PrepareAsync();
        await forward.PrepareAsync(); // Its answer comes after the SETTINGS.
        await using var connection = await forward.ConnectAsync();
        var write = connection.WriteAsync(new byte[50_000], Stop).AsTask();
        await full.Task.WaitAsync(Soon, Stop);
        Assert.False(write.IsCompleted);
        Assert.Equal(10_000, Volatile.Read(ref received));
        more.SetResult();
        await write.WaitAsync(Soon, Stop);
    }

    [Fact]
    public async Task A_server_without_windows_is_held_back_where_the_reader_sleeps_and_nowhere_else()
    {
        await using var server = await SpdyServer.StartAsync();
        long written = 0;
        server.Script = OnDataStream(async (stream, id, stop) =>
        {
            var data = Data(id, new byte[32 * 1024]);
            for (var i = 0; i < 8192; i++)
            {
                await stream.WriteAsync(data, stop);
                Interlocked.Add(ref written, data.Length);
            }
        });
        await using var forward = server.Forward(new() { PingInterval = TimeSpan.FromMilliseconds(200), PingTimeout = TimeSpan.FromSeconds(1) });
        await using var sleeper = await forward.ConnectAsync();
        Assert.True(await ReadAsync(sleeper) > 0);
        await using var other = await forward.ConnectAsync();
        var buffer = new byte[64 * 1024];
        for (long read = 0; read < 100 << 20;)
            read += await other.ReadAsync(buffer, Stop).AsTask().WaitAsync(Soon, Stop);
        Assert.InRange(Interlocked.Read(ref written), 100 << 20, 160 << 20);
        // It was not taken for dead meanwhile.
        for (long read = 0; read < 10 << 20;)
            read += await sleeper.ReadAsync(buffer, Stop).AsTask().WaitAsync(Soon, Stop);
    }

    [Fact]
    public async Task A_ping_of_the_server_is_answered()
    {
        await using var server = await SpdyServer.StartAsync();
        var answered = new TaskCompletionSource();
        server.Script = async (stream, _, stop) =>
        {
            await stream.WriteAsync(Control(6, 42), stop);
            await foreach (var frame in FramesAsync(stream, stop))
            {
                if (frame.AsSpan().SequenceEqual(Control(6, 42)))
                    answered.TrySetResult();
                else if (IsControl(frame, 6))
                    await stream.WriteAsync(frame, stop);
            }
        };
        await using var forward = server.Forward(Quick);
        await forward.PrepareAsync();
        await answered.Task.WaitAsync(Soon, Stop);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Noise_in_place_of_frames_ends_the_connection_with_an_error(int seed)
    {
        await using var server = await SpdyServer.StartAsync();
        server.Script = async (stream, number, stop) =>
        {
            var random = new Random(seed + (1000 * number));
            var noise = new byte[random.Next(1, 100_000)];
            random.NextBytes(noise);
            await stream.WriteAsync(noise, stop);
            await stream.CopyToAsync(Stream.Null, stop);
        };
        await using var forward = server.Forward(Quick);
        var error = await Assert.ThrowsAnyAsync<OpenClawException>(async () =>
        {
            while (true)
            {
                await using var connection = await forward.ConnectAsync().WaitAsync(Soon, Stop);
                await ReadAsync(connection);
            }
        });
        Assert.Equal("PortForwardBroken", error.ErrorId);
    }

    private static Task<int> ReadAsync(IPortForwardConnection connection) =>
        connection.ReadAsync(new byte[16], Stop).AsTask().WaitAsync(Soon, Stop);

    private static async Task<byte[]> ReadAllAsync(IPortForwardConnection connection)
    {
        var all = new List<byte>();
        var buffer = new byte[100];
        for (int count; (count = await connection.ReadAsync(buffer, Stop).AsTask().WaitAsync(Soon, Stop)) > 0;)
            all.AddRange(buffer[..count]);
        return [.. all];
    }

    private static Func<Stream, int, CancellationToken, Task> OnDataStream(Func<Stream, uint, CancellationToken, Task> act) => async (stream, _, stop) =>
    {
        await foreach (var frame in FramesAsync(stream, stop))
        {
            if (IsControl(frame, 6))
                await stream.WriteAsync(frame, stop);
            if (IsControl(frame, 1) && StreamOf(frame) % 4 == 3)
                await act(stream, StreamOf(frame), stop);
        }
    };

    private static async IAsyncEnumerable<byte[]> FramesAsync(
        Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var header = new byte[8];
        while (await stream.ReadAtLeastAsync(header, 8, throwOnEndOfStream: false, stop) == 8)
        {
            var payload = new byte[(header[5] << 16) | (header[6] << 8) | header[7]];
            await stream.ReadExactlyAsync(payload, stop);
            yield return [.. header, .. payload];
        }
    }

    private static bool IsControl(byte[] frame, int type) => frame[0] == 0x80 && frame[1] == 3 && frame[3] == type;

    private static uint StreamOf(byte[] frame) => BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(8));

    private static byte[] Control(byte type, params uint[] numbers) =>
        [0x80, 3, 0, type, 0, 0, 0, (byte)(4 * numbers.Length), .. numbers.SelectMany(Bytes)];

    private static byte[] Data(uint id, byte[] data, bool fin = false) =>
        [.. Bytes(id), fin ? (byte)1 : (byte)0, (byte)(data.Length >> 16), (byte)(data.Length >> 8), (byte)data.Length, .. data];

    private static byte[] Bytes(uint number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
}
