namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>What a piece of a SPDY connection's bytes means.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Stream, or ping; 0 where there is none.</param>
/// <param name="Value">Bytes of room for the window events; otherwise 0.</param>
/// <param name="Length">How many bytes before the end of what was consumed are data.</param>
/// <param name="Fin">Whether the stream ends with it.</param>
internal readonly record struct SpdyEvent(SpdyEventKind Kind, uint Id = 0, uint Value = 0, int Length = 0, bool Fin = false);
