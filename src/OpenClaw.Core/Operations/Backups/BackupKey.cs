using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;

namespace OpenClaw.Operations.Backups;

/// <summary>
/// The header of an encrypted backup and the key that a passphrase gives with it: magic (8 bytes, <c>OCBKENC1</c>, its last one the version),
/// iterations (4, big-endian), salt (16), check (16). PBKDF2 with HMAC-SHA512 over the passphrase in UTF-8 gives 48 bytes: the key of
/// AES-256-GCM, and the check, by which a wrong passphrase is told from a damaged file.
/// </summary>
internal sealed class BackupKey : IDisposable
{
    /// <summary>Length of the header.</summary>
    public const int HeaderSize = 8 + 4 + SaltSize + CheckSize;

    /// <summary>Iterations for SHA-512 that OWASP recommends (Password Storage Cheat Sheet, 2023).</summary>
    public const int DefaultIterations = 210_000;

    // A header somebody made up must not keep us busy for hours.
    private const int MaxIterations = 10_000_000;
    private const int SaltSize = 16;
    private const int CheckSize = 16;
    private const int KeySize = 32;

    private readonly byte[] _key;

    private BackupKey(byte[] header, byte[] key) => (Header, _key) = (header, key);

    /// <summary>The header's first bytes.</summary>
    public static ReadOnlySpan<byte> Magic => "OCBKENC1"u8;

    /// <summary>The header, which every chunk is bound to.</summary>
    public byte[] Header { get; }

    /// <summary>Makes a new one, with a salt of its own.</summary>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="iterations">How much work a guess is.</param>
    public static BackupKey Create(SecureString passphrase, int iterations = DefaultIterations)
    {
        var header = new byte[HeaderSize];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), iterations);
        RandomNumberGenerator.Fill(header.AsSpan(12, SaltSize));
        var (key, check) = Derive(passphrase, header.AsSpan(12, SaltSize), iterations);
        check.CopyTo(header.AsSpan(12 + SaltSize));
        return new(header, key);
    }

    /// <summary>The one of a file, or null when the passphrase is another.</summary>
    /// <param name="header">The file's header.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <exception cref="InvalidDataException">It is no such header.</exception>
    public static BackupKey? Open(byte[] header, SecureString passphrase)
    {
        var iterations = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8));
        if (!header.AsSpan().StartsWith(Magic) || iterations is < 1 or > MaxIterations)
            throw new InvalidDataException();
        var (key, check) = Derive(passphrase, header.AsSpan(12, SaltSize), iterations);
        return CryptographicOperations.FixedTimeEquals(check, header.AsSpan(12 + SaltSize, CheckSize)) ? new(header, key) : null;
    }

    /// <summary>A cipher with this key.</summary>
    public AesGcm CreateCipher() => new(_key, BackupCipher.TagSize);

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private static (byte[] Key, byte[] Check) Derive(SecureString passphrase, ReadOnlySpan<byte> salt, int iterations)
    {
        var derived = new byte[KeySize + CheckSize];
        var characters = new char[passphrase.Length];
        var memory = Marshal.SecureStringToGlobalAllocUnicode(passphrase);
        try
        {
            Marshal.Copy(memory, characters, 0, characters.Length);
            Rfc2898DeriveBytes.Pbkdf2(characters, salt, derived, iterations, HashAlgorithmName.SHA512);
            return (derived[..KeySize], derived[KeySize..]);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(memory);
            Array.Clear(characters);
            CryptographicOperations.ZeroMemory(derived);
        }
    }
}
