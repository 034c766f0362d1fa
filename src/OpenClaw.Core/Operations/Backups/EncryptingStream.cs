using System.Security.Cryptography;

namespace OpenClaw.Operations.Backups;

/// <summary>Encrypts what is written to it (<see cref="BackupCipher"/>); the header goes first. Nothing is whole before <see cref="CompleteAsync"/>.</summary>
internal sealed class EncryptingStream(Stream target, BackupKey key) : WriteOnlyStream
{
    private readonly AesGcm _cipher = key.CreateCipher();
    private readonly byte[] _content = new byte[BackupCipher.ChunkSize];
    private readonly byte[] _sealed = new byte[BackupCipher.ChunkSize + BackupCipher.TagSize];
    private long _number;
    private int _count;
    private bool _begun;

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            // A full chunk waits until something follows: only then it is known not to be the last.
            if (_count == _content.Length)
                await SealAsync(last: false, cancellationToken).ConfigureAwait(false);
            var part = buffer[..Math.Min(buffer.Length, _content.Length - _count)];
            part.CopyTo(_content.AsMemory(_count));
            _count += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    /// <summary>Writes the last chunk.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public Task CompleteAsync(CancellationToken cancellationToken) => SealAsync(last: true, cancellationToken);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _cipher.Dispose();
        Array.Clear(_content);
        base.Dispose(disposing);
    }

    private async Task SealAsync(bool last, CancellationToken cancellationToken)
    {
        if (!_begun)
            await target.WriteAsync(key.Header, cancellationToken).ConfigureAwait(false);
        _begun = true;
        _cipher.Encrypt(
            BackupCipher.Nonce(_number++, last), _content.AsSpan(0, _count), _sealed.AsSpan(0, _count), _sealed.AsSpan(_count, BackupCipher.TagSize), key.Header);
        await target.WriteAsync(_sealed.AsMemory(0, _count + BackupCipher.TagSize), cancellationToken).ConfigureAwait(false);
        _count = 0;
    }
}
