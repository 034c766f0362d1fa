using System.Globalization;
using System.Security.Cryptography;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Backups;

/// <summary>Carries archives between an instance's volume and this machine by commands in its container.</summary>
/// <param name="install">The instance.</param>
internal sealed class VolumeTransfer(InstallContext install)
{
    // In a row without anything having come through.
    private const int Attempts = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Reads an archive. When the way breaks, goes on where it broke.</summary>
    /// <param name="find">Finds the container; asked again after a break.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">The way stayed broken, or what came is not what was sent (<c>TransferDamaged</c>).</exception>
    public async Task DownloadAsync(
        Func<CancellationToken, Task<VolumeShell>> find, VolumeArchive archive, Stream target, CancellationToken cancellationToken)
    {
        var progress = new TransferProgress(install.Operation, install.Time, install.Activity, BackupMessages.ProgressDownload);
        using var counted = new CountedStream(target, done => progress.Report(done, archive.Bytes));
        for (var attempt = 1; counted.Count < archive.Bytes; attempt++)
        {
            var before = counted.Count;
            try
            {
                var shell = await find(cancellationToken).ConfigureAwait(false);
                var start = string.Create(CultureInfo.InvariantCulture, $"+{before + 1}");
                await shell.StreamAsync(["tail", "-c", start, VolumeBackup.PathOf(shell, archive.Name)], null, counted, cancellationToken).ConfigureAwait(false);
                if (counted.Count != archive.Bytes)
                    throw Damaged();
            }
            catch (OpenClawException e) when (e.Kind is ErrorKind.ConnectionError or ErrorKind.ResourceUnavailable && attempt < Attempts)
            {
                if (counted.Count > before)
                    attempt = 0;
                install.Operation.Verbose(MessageText.Format(BackupMessages.DownloadResumed, TransferProgress.Size(counted.Count), e.Message));
                await PauseAsync(Math.Max(attempt, 1), cancellationToken).ConfigureAwait(false);
            }
        }

        if (counted.Count != archive.Bytes || counted.Hash() != archive.Sha256)
            throw Damaged();
    }

    /// <summary>Writes an archive. When the way breaks, begins again.</summary>
    /// <param name="shell">The container.</param>
    /// <param name="reader">The backup it is in.</param>
    /// <param name="content">What it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Its path in the container.</returns>
    /// <exception cref="OpenClawException">The way stayed broken, or what arrived is not what was sent (<c>TransferDamaged</c>).</exception>
    public async Task<string> UploadAsync(VolumeShell shell, BackupReader reader, BackupContent content, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                var path = await SendAsync(shell, reader, content, cancellationToken).ConfigureAwait(false);
                var arrived = await shell.RunAsync(cancellationToken, "sha256sum", path).ConfigureAwait(false);
                return string.Equals(arrived.Split(' ')[0], content.Sha256, StringComparison.OrdinalIgnoreCase) ? path : throw Damaged();
            }
            catch (OpenClawException e) when (e.Kind == ErrorKind.ConnectionError && attempt < Attempts)
            {
                install.Operation.Verbose(MessageText.Format(BackupMessages.UploadRestarted, e.Message));
                await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
    }

    // Long enough in all for a gateway to restart.
    private Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(Pause * Math.Pow(2, attempt - 1), install.Time, cancellationToken);

    private async Task<string> SendAsync(VolumeShell shell, BackupReader reader, BackupContent content, CancellationToken cancellationToken)
    {
        // A name of its own each time: what a broken way has left may still be writing.
        var folder = $"{shell.Folder}/{VolumeRestore.Incoming}";
        var path = $"{folder}/{Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLowerInvariant()}.tar.gz";
        await shell.RunAsync(cancellationToken, "rm", "-rf", folder).ConfigureAwait(false);
        await shell.RunAsync(cancellationToken, "mkdir", "-p", folder).ConfigureAwait(false);
        var progress = new TransferProgress(install.Operation, install.Time, install.Activity, BackupMessages.ProgressUpload);
        var bytes = content.Bytes.ToString(CultureInfo.InvariantCulture);
        await reader.UseStateAsync(
            async state =>
            {
                using var counted = new CountedSource(state, done => progress.Report(done, content.Bytes));
                // Not every server tells a command that its input is over. And the echo keeps the shell, which would else become the head:
                // containerd takes the input away from who has closed its output (seen on 1.6).
                await shell.StreamAsync(["sh", "-ec", "umask 077; head -c \"$1\" > \"$2\"; echo", "sh", bytes, path], counted, null, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return path;
    }

    private OpenClawException Damaged() => new(
        nameof(BackupMessages.TransferDamaged), ErrorKind.InvalidData, MessageText.Format(BackupMessages.TransferDamaged, install.Instance), install.Instance);

    private sealed class CountedStream(Stream target, Action<long> tell) : WriteOnlyStream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Count { get; private set; }

        public string Hash() => Convert.ToHexString(_hash.GetHashAndReset()).ToLowerInvariant();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await target.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            _hash.AppendData(buffer.Span);
            tell(Count += buffer.Length);
        }

        protected override void Dispose(bool disposing)
        {
            _hash.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class CountedSource(Stream source, Action<long> tell) : ReadOnlyStream
    {
        private long _count;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            tell(_count += read);
            return read;
        }
    }
}
