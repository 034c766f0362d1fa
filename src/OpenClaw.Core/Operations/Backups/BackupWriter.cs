using System.Security;
using System.Text.Json;

namespace OpenClaw.Operations.Backups;

/// <summary>
/// Writes a backup: a tar archive of <c>manifest.json</c> and <c>state.tar.gz</c>, encrypted when there is a passphrase. It is made under
/// another name and gets its own only when it is whole and was read back.
/// </summary>
internal sealed class BackupWriter : IAsyncDisposable
{
    /// <summary>Name of the manifest in a backup.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>Name of the state's archive in a backup.</summary>
    public const string StateName = "state.tar.gz";

    private readonly string _path;
    private readonly string _partial;
    private readonly FileStream _file;
    private readonly BackupKey? _key;
    private readonly EncryptingStream? _encrypting;

    private BackupWriter(string path, SecureString? passphrase, int iterations)
    {
        (_path, _partial) = (path, path + ".partial");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new(_partial, options);
        if (passphrase is null)
            return;
        _key = BackupKey.Create(passphrase, iterations);
        _encrypting = new(_file, _key);
    }

    /// <summary>Takes the state's archive.</summary>
    public Stream Content => (Stream?)_encrypting ?? _file;

    /// <summary>Begins one.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="passphrase">The passphrase, or null.</param>
    /// <param name="manifest">What it is of.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="iterations">How much work a guess at the passphrase is.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static async Task<BackupWriter> CreateAsync(
        string path, SecureString? passphrase, BackupManifest manifest, CancellationToken cancellationToken, int iterations = BackupKey.DefaultIterations)
    {
        var writer = new BackupWriter(path, passphrase, iterations);
        var text = JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJsonContext.Default.BackupManifest);
        await writer.BeginAsync(ManifestName, text.Length, manifest.Created, cancellationToken).ConfigureAwait(false);
        await writer.Content.WriteAsync(text, cancellationToken).ConfigureAwait(false);
        await writer.EndAsync(text.Length, cancellationToken).ConfigureAwait(false);
        await writer.BeginAsync(StateName, manifest.State.Bytes, manifest.Created, cancellationToken).ConfigureAwait(false);
        return writer;
    }

    /// <summary>Ends it, reads it back, and gives it its name.</summary>
    /// <param name="length">Length of the content.</param>
    /// <param name="verify">Reads it back; gets the path it has until then.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task CompleteAsync(long length, Func<string, Task> verify, CancellationToken cancellationToken)
    {
        await EndAsync(length, cancellationToken).ConfigureAwait(false);
        await Content.WriteAsync(new byte[2 * TarHeader.BlockSize], cancellationToken).ConfigureAwait(false);
        if (_encrypting is not null)
            await _encrypting.CompleteAsync(cancellationToken).ConfigureAwait(false);
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync().ConfigureAwait(false);
        await verify(_partial).ConfigureAwait(false);
        File.Move(_partial, _path, overwrite: true);
    }

    /// <summary>Removes what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_encrypting is not null)
            await _encrypting.DisposeAsync().ConfigureAwait(false);
        _key?.Dispose();
        await _file.DisposeAsync().ConfigureAwait(false);
        File.Delete(_partial);
    }

    private ValueTask BeginAsync(string name, long length, DateTimeOffset time, CancellationToken cancellationToken) =>
        Content.WriteAsync(TarHeader.Create(name, length, time), cancellationToken);

    private ValueTask EndAsync(long length, CancellationToken cancellationToken) =>
        Content.WriteAsync(new byte[TarHeader.Padding(length)], cancellationToken);
}
