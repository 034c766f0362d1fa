using System.Security.Cryptography;

namespace OpenClaw.Operations.Backups;

/// <summary>Decrypts what follows an encrypted backup's header (<see cref="BackupCipher"/>). Gives out only what is proven to be unchanged.</summary>
/// <param name="source">The file, behind its header; disposed with this.</param>
/// <param name="key">Its key; disposed with this.</param>
internal sealed class DecryptingStream(Stream source, BackupKey key) : ReadOnlyStream
{
    private readonly AesGcm _cipher = key.CreateCipher();

    // A chunk, its tag, and the first byte of what follows: whether there is one tells which chunk is the last.
    private readonly byte[] _sealed = new byte[BackupCipher.ChunkSize + BackupCipher.TagSize + 1];
    private readonly byte[] _content = new byte[BackupCipher.ChunkSize];
    private int _ahead;
    private long _number;
    private int _start;
    private int _end;
    private bool _over;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file was changed or cut off.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        while (_start == _end)
        {
            if (_over)
                return 0;
            await OpenNextAsync(cancellationToken).ConfigureAwait(false);
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _content.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        _cipher.Dispose();
        key.Dispose();
        Array.Clear(_content);
        base.Dispose(disposing);
    }

    private async Task OpenNextAsync(CancellationToken cancellationToken)
    {
        var count = _ahead + await source.ReadAtLeastAsync(
            _sealed.AsMemory(_ahead), _sealed.Length - _ahead, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        _over = count < _sealed.Length;
        _ahead = _over ? 0 : 1;
        var length = count - _ahead - BackupCipher.TagSize;
        if (length < 0)
            throw new InvalidDataException();
        try
        {
            _cipher.Decrypt(
                BackupCipher.Nonce(_number++, _over), _sealed.AsSpan(0, length), _sealed.AsSpan(length, BackupCipher.TagSize), _content.AsSpan(0, length), key.Header);
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException(null, e);
        }

        (_start, _end) = (0, length);
        if (!_over)
            _sealed[0] = _sealed[^1];
    }
}
