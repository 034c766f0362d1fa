using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OpenClaw.Resources;

namespace OpenClaw.Tunnels;

/// <summary>The local port of a tunnel, on 127.0.0.1 and, where the machine has it, on ::1 (browsers take either for localhost).</summary>
internal sealed class TunnelListener : IDisposable
{
    private const int Backlog = 512;

    // Of the ports that are free on 127.0.0.1 few are taken on ::1.
    private const int PortsToTry = 16;

    private TunnelListener(Socket v4, Socket? v6)
    {
        Sockets = v6 is null ? [v4] : [v4, v6];
        Port = PortOf(v4);
    }

    /// <summary>The listening sockets: one or two.</summary>
    public IReadOnlyList<Socket> Sockets { get; }

    /// <summary>Their port.</summary>
    public int Port { get; }

    /// <summary>Opens the port.</summary>
    /// <param name="port">The port, or 0 for any.</param>
    /// <exception cref="OpenClawException">It is not a port, or taken (<c>TunnelPortInUse</c>).</exception>
    public static TunnelListener Open(int port)
    {
        if (port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
            throw Failed(nameof(TunnelMessages.TunnelPortInvalid), ErrorKind.InvalidArgument, TunnelMessages.TunnelPortInvalid, port);
        for (var attempt = 1; ; attempt++)
        {
            var v4 = Listen(IPAddress.Loopback, port);
            try
            {
                return new(v4, ListenOnV6(PortOf(v4)));
            }
            catch (OpenClawException e) when (port == 0 && e.Kind == ErrorKind.ResourceBusy && attempt < PortsToTry)
            {
                v4.Dispose();
            }
            catch
            {
                v4.Dispose();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in Sockets)
            socket.Dispose();
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static Socket? ListenOnV6(int port)
    {
        try
        {
            return Socket.OSSupportsIPv6 ? Listen(IPAddress.IPv6Loopback, port) : null;
        }
        catch (OpenClawException e) when (e.InnerException is SocketException
        {
            SocketErrorCode: SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported
                or SocketError.ProtocolNotSupported or SocketError.OperationNotSupported,
        })
        {
            return null;
        }
    }

    private static Socket Listen(IPAddress address, int port)
    {
        Socket? listener = null;
        try
        {
            listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (OperatingSystem.IsWindows())
                listener.ExclusiveAddressUse = true;
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen(Backlog);
            return listener;
        }
        catch (SocketException e)
        {
            listener?.Dispose();
            throw e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? Failed(nameof(TunnelMessages.TunnelPortInUse), ErrorKind.ResourceBusy, TunnelMessages.TunnelPortInUse, port, Holder(port), e, address)
                : Failed(nameof(TunnelMessages.TunnelPortRefused), ErrorKind.PermissionDenied, TunnelMessages.TunnelPortRefused, port, e.Message, e, address);
        }
    }

    private static string Holder(int port)
    {
        if (OpenClawTunnel.Active.FirstOrDefault(t => t.LocalPort == port) is { } tunnel)
            return string.Format(CultureInfo.CurrentCulture, TunnelMessages.PortHeldByTunnel, tunnel.InstanceName);
        return PortHolder.Find(port) is var (name, id)
            ? string.Format(CultureInfo.CurrentCulture, TunnelMessages.PortHeldByProcess, name, id)
            : "";
    }

    private static OpenClawException Failed(
        string id, ErrorKind kind, string format, int port, string? detail = null, Exception? inner = null, IPAddress? address = null) =>
        new(id, kind, string.Format(CultureInfo.CurrentCulture, format, port, detail, address), port, inner);
}
