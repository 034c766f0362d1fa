using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading.Channels;

namespace OpenClaw.Tunnels;

/// <summary>Notices what kills connections without a word: the machine slept, or has moved to another network.</summary>
/// <param name="time">The clock.</param>
/// <param name="changed">Called when it happened.</param>
internal sealed class MachineWatch(TimeProvider time, Action changed)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    // A busy machine is late; one that sleeps is later.
    private static readonly TimeSpan Asleep = TimeSpan.FromSeconds(15);

    // Addresses come and go one by one.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    /// <summary>Watches until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var moved = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        NetworkAddressChangedEventHandler handler = (_, _) => moved.Writer.TryWrite(true);
        NetworkChange.NetworkAddressChanged += handler;
        try
        {
            await Task.WhenAll(WatchClockAsync(cancellationToken), WatchNetworkAsync(moved.Reader, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            NetworkChange.NetworkAddressChanged -= handler;
        }
    }

    private async Task WatchClockAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        for (var last = time.GetUtcNow(); await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);)
        {
            var now = time.GetUtcNow();
            if ((now - last).Duration() > Asleep)
                changed();
            last = now;
        }
    }

    private async Task WatchNetworkAsync(ChannelReader<bool> moved, CancellationToken cancellationToken)
    {
        for (var last = Addresses(); ;)
        {
            await moved.ReadAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(Settling, time, cancellationToken).ConfigureAwait(false);
            var now = Addresses();
            if (!now.SetEquals(last))
                changed();
            last = now;
        }
    }

    private static HashSet<IPAddress> Addresses()
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(static i => i.OperationalStatus != OperationalStatus.Down && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                    .SelectMany(static i => i.GetIPProperties().UnicastAddresses)
                    .Select(static a => a.Address)
                    // Containers' cables have link-local ones and come and go all day.
                    .Where(static a => a.AddressFamily == AddressFamily.InterNetwork || !a.IsIPv6LinkLocal),
            ];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
