using System.Formats.Tar;
using System.Security;
using System.Security.Cryptography;
using System.Text.Json;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Backups;

/// <summary>Reads a backup. Whatever a file holds, it ends in a manifest whose content is proven or in an error that says what is wrong with it.</summary>
/// <param name="path">Its full path, as messages call it.</param>
/// <param name="passphrase">The passphrase, or null.</param>
internal sealed class BackupReader(string path, SecureString? passphrase)
{
    private const int MaxManifest = 1024 * 1024;
    private const int BufferSize = 128 * 1024;

    /// <summary>Where the file is, when that is not where messages say it is.</summary>
    public string? ActualPath { get; init; }

    /// <summary>Reads all of it and compares its content with what its manifest says.</summary>
    /// <param name="read">Told how many bytes of the content were read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">The file is not there, is no backup, is damaged, or needs another passphrase.</exception>
    public Task<BackupManifest> VerifyAsync(Action<long, long> read, CancellationToken cancellationToken) => ReadAsync(
        async (manifest, content, rest) =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferSize];
            long total = 0;
            int count;
            while ((count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer.AsSpan(0, count));
                read(total += count, manifest.State.Bytes);
            }

            if (total != manifest.State.Bytes || !string.Equals(Convert.ToHexString(hash.GetHashAndReset()), manifest.State.Sha256, StringComparison.OrdinalIgnoreCase))
                throw new InvalidDataException();
            // The end is part of what is proven.
            while (await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
            {
            }

            return manifest;
        },
        cancellationToken);

    /// <summary>Reads the state's archive.</summary>
    /// <param name="use">Uses it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">As for <see cref="VerifyAsync"/>.</exception>
    public Task UseStateAsync(Func<Stream, Task> use, CancellationToken cancellationToken) => ReadAsync(
        async (_, content, _) =>
        {
            await use(content).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private async Task<T> ReadAsync<T>(Func<BackupManifest, Stream, Stream, Task<T>> use, CancellationToken cancellationToken)
    {
        var stream = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var tar = new TarReader(stream, leaveOpen: true);
        await using var __ = tar.ConfigureAwait(false);
        BackupManifest manifest;
        Stream content;
        try
        {
            manifest = await ReadManifestAsync(tar, cancellationToken).ConfigureAwait(false);
            content = await NextAsync(tar, manifest.State.File, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Unusable(nameof(BackupMessages.BackupUnreadable), BackupMessages.BackupUnreadable, e);
        }

        if (manifest.Version > BackupManifest.NewestVersion)
            throw new OpenClawException(
                nameof(BackupMessages.BackupFormatTooNew), ErrorKind.NotSupported, MessageText.Format(BackupMessages.BackupFormatTooNew, path, manifest.Version), path);
        try
        {
            return await use(manifest, content, stream).ConfigureAwait(false);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Unusable(nameof(BackupMessages.BackupDamaged), BackupMessages.BackupDamaged, e);
        }
    }

    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        FileStream file;
        try
        {
            file = new(ActualPath ?? path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(nameof(BackupMessages.BackupNotRead), BackupMessages.BackupNotRead, e, ErrorKind.NotFound, e.Message);
        }

        try
        {
            var header = new byte[BackupKey.HeaderSize];
            var count = await file.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (!header.AsSpan(0, count).StartsWith(BackupKey.Magic))
            {
                file.Position = 0;
                return passphrase is null ? file : throw Unusable(
                    nameof(BackupMessages.BackupNotEncrypted), BackupMessages.BackupNotEncrypted, null, ErrorKind.InvalidArgument);
            }

            if (passphrase is null)
                throw Unusable(nameof(BackupMessages.BackupEncrypted), BackupMessages.BackupEncrypted, null, ErrorKind.AuthenticationError);
            if (count < header.Length)
                throw Unusable(nameof(BackupMessages.BackupUnreadable), BackupMessages.BackupUnreadable);
            return new DecryptingStream(file, OpenKey(header, passphrase));
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private BackupKey OpenKey(byte[] header, SecureString secret)
    {
        try
        {
            return BackupKey.Open(header, secret) ?? throw Unusable(
                nameof(BackupMessages.BackupPassphraseWrong), BackupMessages.BackupPassphraseWrong, null, ErrorKind.AuthenticationError);
        }
        catch (InvalidDataException e)
        {
            throw Unusable(nameof(BackupMessages.BackupUnreadable), BackupMessages.BackupUnreadable, e);
        }
    }

    private static async Task<BackupManifest> ReadManifestAsync(TarReader tar, CancellationToken cancellationToken)
    {
        var content = await NextAsync(tar, BackupWriter.ManifestName, cancellationToken).ConfigureAwait(false);
        if (content.Length > MaxManifest)
            throw new InvalidDataException();
        var manifest = await JsonSerializer.DeserializeAsync(content, BackupJsonContext.Default.BackupManifest, cancellationToken).ConfigureAwait(false);
        return manifest is { Format: BackupManifest.FormatName, State: not null } ? manifest : throw new InvalidDataException();
    }

    private static async Task<Stream> NextAsync(TarReader tar, string? name, CancellationToken cancellationToken)
    {
        var entry = await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false);
        return entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile } && entry.Name == name
            ? entry.DataStream ?? Stream.Null : throw new InvalidDataException();
    }

    // What System.Formats.Tar and System.Text.Json throw at bytes that are not what they should be.
    private static bool IsDamage(Exception e) => e is InvalidDataException or EndOfStreamException or JsonException or FormatException
        or ArgumentException or OverflowException or NotSupportedException or InvalidOperationException;

    private OpenClawException Unusable(string id, string format, Exception? inner = null, ErrorKind kind = ErrorKind.InvalidData, string? words = null) =>
        new(id, kind, MessageText.Format(format, path, words), path, inner);
}
