namespace OpenClaw.Sandbox.Kubernetes.Spdy;

/// <summary>Deflate blocks that hold their bytes as they are.</summary>
internal static class StoredBlock
{
    /// <summary>Ends a run of blocks on a byte boundary, so that the reader hands out what it has.</summary>
    public static byte[] Flush { get; } = [0x00, 0x00, 0x00, 0xFF, 0xFF];

    /// <summary>What comes before the bytes of a stored block.</summary>
    public static byte[] Header(int length) => [0x00, (byte)length, (byte)(length >> 8), (byte)~length, (byte)(~length >> 8)];
}
