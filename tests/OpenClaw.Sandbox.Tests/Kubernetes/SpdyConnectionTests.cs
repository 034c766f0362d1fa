using System.Collections.Concurrent;
using System.IO.Pipelines;
using OpenClaw.Sandbox.Kubernetes.Spdy;

namespace OpenClaw.Sandbox.Tests.Kubernetes;

public sealed class SpdyConnectionTests
{
    private const int Window = 64 * 1024;
    private const uint InitialWindowSize = 7;

    private readonly BlockingCollection<SpdyStream> _opened = [];

    [Fact]
    public async Task A_client_without_windows_gets_everything_as_kubectl_does()
    {
        await using var peer = await SpdyPeer.ConnectAsync(_opened.Add);
        var stream = await OpenAsync(peer, 1);
        var writing = stream.WriteAsync(new byte[16 * Window], TestContext.Current.CancellationToken);
        Assert.Equal(16 * Window, await peer.ReadDataAsync(16 * Window));
        await writing;
    }

    [Fact]
    public async Task A_client_with_windows_gets_no_more_than_it_has_room_for()
    {
        await using var peer = await SpdyPeer.ConnectAsync(_opened.Add);
        await peer.ControlAsync(SpdyFrameType.Settings, 1, InitialWindowSize, Window);
        var stream = await OpenAsync(peer, 1);
        var writing = stream.WriteAsync(new byte[4 * Window], TestContext.Current.CancellationToken);
        Assert.Equal(Window, await peer.ReadDataAsync());
        await peer.ControlAsync(SpdyFrameType.WindowUpdate, 1, 1000);
        Assert.Equal(1000, await peer.ReadDataAsync());
        await peer.ControlAsync(SpdyFrameType.Settings, 1, InitialWindowSize, Window + 500);
        Assert.Equal(500, await peer.ReadDataAsync());
        Assert.False(writing.IsCompleted);
        await peer.ControlAsync(SpdyFrameType.WindowUpdate, 1, 3 * Window);
        Assert.Equal((3 * Window) - 1500, await peer.ReadDataAsync((3 * Window) - 1500));
        await writing;
    }

    [Fact]
    public async Task A_full_stream_does_not_hold_up_another()
    {
        await using var peer = await SpdyPeer.ConnectAsync(_opened.Add);
        await peer.ControlAsync(SpdyFrameType.Settings, 1, InitialWindowSize, 100);
        var (full, other) = (await OpenAsync(peer, 1), await OpenAsync(peer, 3));
        var writing = full.WriteAsync(new byte[101], TestContext.Current.CancellationToken);
        Assert.Equal(100, await peer.ReadDataAsync(100));
        await other.WriteAsync(new byte[50], TestContext.Current.CancellationToken);
        Assert.Equal(50, await peer.ReadDataAsync(50));
        await peer.ControlAsync(SpdyFrameType.WindowUpdate, 1, 1);
        await writing;
    }

    [Fact]
    public async Task The_connection_has_a_window_of_its_own()
    {
        await using var peer = await SpdyPeer.ConnectAsync(_opened.Add);
        await peer.ControlAsync(SpdyFrameType.Settings, 1, InitialWindowSize, 16 * Window);
        await peer.ControlAsync(SpdyFrameType.WindowUpdate, 0, 10);
        var stream = await OpenAsync(peer, 1);
        var writing = stream.WriteAsync(new byte[2 * Window], TestContext.Current.CancellationToken);
        Assert.Equal(Window + 10, await peer.ReadDataAsync());
        await peer.ControlAsync(SpdyFrameType.WindowUpdate, 0, Window);
        await writing;
    }

    [Fact]
    public async Task A_clients_ping_is_answered_and_one_with_a_servers_number_is_not()
    {
        await using var peer = await SpdyPeer.ConnectAsync(_opened.Add);
        await peer.ControlAsync(SpdyFrameType.Ping, 2);
        await peer.ControlAsync(SpdyFrameType.Ping, 7);
        Assert.Equal((SpdyFrameType.Ping, 7u), Head(await peer.ReadAsync()));
    }

    [Fact]
    public async Task A_reset_stream_is_given_up_and_the_others_go_on()
    {
        await using var peer = await SpdyPeer.ConnectAsync(_opened.Add);
        await peer.ControlAsync(SpdyFrameType.Settings, 1, InitialWindowSize, 100);
        var (reset, other) = (await OpenAsync(peer, 1), await OpenAsync(peer, 3));
        var writing = reset.WriteAsync(new byte[101], reset.Gone);
        Assert.Equal(100, await peer.ReadDataAsync(100));
        await peer.ControlAsync(SpdyFrameType.RstStream, 1, 5);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.True((await reset.Input.ReadAsync(TestContext.Current.CancellationToken)).IsCompleted);
        await peer.DataAsync(1, [1, 2, 3]);
        await peer.DataAsync(3, [4, 5]);
        Assert.Equal(2, (await ReadAllAsync(other.Input, 2)).Length);
    }

    [Fact]
    public async Task A_closed_half_leaves_the_other_open()
    {
        await using var peer = await SpdyPeer.ConnectAsync(_opened.Add);
        var stream = await OpenAsync(peer, 1);
        await peer.DataAsync(1, [1, 2], isLast: true);
        await peer.DataAsync(1, [3]);
        Assert.Equal([1, 2], await ReadAllAsync(stream.Input, int.MaxValue));
        await stream.WriteAsync(new byte[] { 9 }, TestContext.Current.CancellationToken);
        Assert.Equal([9], (await peer.ReadAsync())!.Value.Payload);
    }

    [Fact]
    public async Task A_stream_with_a_number_that_may_not_be_is_refused()
    {
        await using var peer = await SpdyPeer.ConnectAsync(_opened.Add);
        await OpenAsync(peer, 3);
        foreach (var number in new uint[] { 4, 1, 3 })
        {
            await peer.OpenAsync(number);
            Assert.Equal((SpdyFrameType.RstStream, number), Head(await peer.ReadAsync()));
        }
    }

    [Fact]
    public async Task Going_away_ends_the_connection_and_its_streams()
    {
        await using var peer = await SpdyPeer.ConnectAsync(_opened.Add);
        var stream = await OpenAsync(peer, 1);
        await peer.ControlAsync(SpdyFrameType.GoAway, 0, 0);
        await peer.Running.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.True(stream.Gone.IsCancellationRequested);
        await peer.Connection.GoAwayAsync(TestContext.Current.CancellationToken);
        Assert.Equal((SpdyFrameType.GoAway, 1u), Head(await peer.ReadAsync()));
    }

    [Fact]
    public async Task A_frame_cut_short_ends_the_connection_with_a_reason()
    {
        await using var peer = await SpdyPeer.ConnectAsync(_opened.Add);
        await peer.ControlAsync(SpdyFrameType.WindowUpdate, 1);
        await Assert.ThrowsAsync<InvalidDataException>(() => peer.Running.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    private async Task<SpdyStream> OpenAsync(SpdyPeer peer, uint id)
    {
        await peer.OpenAsync(id);
        Assert.Equal((SpdyFrameType.SynReply, id), Head(await peer.ReadAsync()));
        return _opened.Take(TestContext.Current.CancellationToken);
    }

    private static (SpdyFrameType?, uint) Head((SpdyFrameType? Type, uint Number, byte[] Payload)? frame) => (frame!.Value.Type, frame.Value.Number);

    private static async Task<byte[]> ReadAllAsync(PipeReader input, int atMost)
    {
        var all = new List<byte>();
        while (all.Count < atMost)
        {
            var result = await input.ReadAsync(TestContext.Current.CancellationToken);
            foreach (var part in result.Buffer) all.AddRange(part.Span);
            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) break;
        }

        return [.. all];
    }
}
