using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OpenClaw.Resources;

namespace OpenClaw.Tunnels;

/// <summary>Opens the local port of a tunnel.</summary>
internal static class TunnelPort
{
    private const int Backlog = 512;

    /// <summary>Listens on 127.0.0.1.</summary>
    /// <param name="port">The port, or 0 for any.</param>
    /// <exception cref="OpenClawException">It is not a port, or taken (<c>TunnelPortInUse</c>).</exception>
    public static Socket Listen(int port)
    {
        if (port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
            throw Failed(nameof(TunnelMessages.TunnelPortInvalid), ErrorKind.InvalidArgument, TunnelMessages.TunnelPortInvalid, port);
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (OperatingSystem.IsWindows())
                listener.ExclusiveAddressUse = true;
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen(Backlog);
            return listener;
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? Failed(nameof(TunnelMessages.TunnelPortInUse), ErrorKind.ResourceBusy, TunnelMessages.TunnelPortInUse, port, Holder(port))
                : Failed(nameof(TunnelMessages.TunnelPortRefused), ErrorKind.PermissionDenied, TunnelMessages.TunnelPortRefused, port, e.Message);
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

    private static OpenClawException Failed(string id, ErrorKind kind, string format, int port, string? detail = null) =>
        new(id, kind, string.Format(CultureInfo.CurrentCulture, format, port, detail), port);
}
