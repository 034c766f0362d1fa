using System.Buffers.Binary;

namespace OpenClaw.Operations.Backups;

/// <summary>
/// How the content of an encrypted backup is cut: chunks of 64 KiB, each sealed on its own with its 16-byte tag behind it. A chunk's nonce is
/// its number (11 bytes, big-endian, from 0) and a last byte that is 1 for the last chunk and 0 for others, so that chunks cannot be left out,
/// moved, or cut off at the end. The last chunk may be short or empty.
/// </summary>
internal static class BackupCipher
{
    /// <summary>Content of a chunk, but the last.</summary>
    public const int ChunkSize = 64 * 1024;

    /// <summary>Length of a chunk's tag.</summary>
    public const int TagSize = 16;

    private const int NonceSize = 12;

    /// <summary>A chunk's nonce.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="last">Whether none follows.</param>
    public static byte[] Nonce(long number, bool last)
    {
        var nonce = new byte[NonceSize];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(3), number);
        nonce[^1] = last ? (byte)1 : (byte)0;
        return nonce;
    }
}
