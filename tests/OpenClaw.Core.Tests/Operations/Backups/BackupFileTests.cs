using System.Formats.Tar;
using System.IO.Pipelines;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using OpenClaw.Operations.Backups;

namespace OpenClaw.Tests.Operations.Backups;

/// <summary>The file of a backup: what was written is read, and whatever else stands in it is an error that says so.</summary>
public sealed class BackupFileTests : IDisposable
{
    // What it takes to try a passphrase is no part of what is tested here.
    private const int Iterations = 10;

    private static readonly SecureString Passphrase = Secure("correct horse battery stäple");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(BackupCipher.ChunkSize)]
    [InlineData(3 * BackupCipher.ChunkSize - 2048)]
    [InlineData(1_000_003)]
    public async Task What_was_written_is_read(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        foreach (var passphrase in (SecureString?[])[null, Passphrase])
        {
            var path = await WriteAsync(content, passphrase);
            var manifest = await VerifyAsync(path, passphrase);
            Assert.Equal(("openclaw", "2026.9.6", length), (manifest.Instance, manifest.OpenClawVersion, manifest.State.Bytes));
            using var read = new MemoryStream();
            await new BackupReader(path, passphrase).UseStateAsync(async state => await state.CopyToAsync(read, Cancellation), Cancellation);
            Assert.Equal(content, read.ToArray());
            Assert.Equal([path], Directory.GetFiles(_folder.FullName));
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_file_that_is_not_encrypted_is_a_tar_archive_with_a_manifest_and_the_state()
    {
        var content = RandomNumberGenerator.GetBytes(10_000);
        var path = await WriteAsync(content, null);
        await using var tar = new TarReader(File.OpenRead(path));
        var manifest = (await tar.GetNextEntryAsync(true, Cancellation))!;
        Assert.Equal("manifest.json", manifest.Name);
        Assert.Contains("\"openclaw-backup\"", Encoding.UTF8.GetString(Bytes(manifest)), StringComparison.Ordinal);
        var state = (await tar.GetNextEntryAsync(true, Cancellation))!;
        Assert.Equal(("state.tar.gz", UnixFileMode.UserRead | UnixFileMode.UserWrite), (state.Name, state.Mode));
        Assert.Equal(content, Bytes(state));
        Assert.Null(await tar.GetNextEntryAsync(true, Cancellation));
    }

    [Fact]
    public async Task A_file_longer_than_eleven_octal_digits_tell_has_a_header_that_tar_reads()
    {
        const long Length = 20_000_000_000;
        using var archive = new MemoryStream(TarHeader.Create("state.tar.gz", Length, DateTimeOffset.UnixEpoch.AddYears(60)));
        // It is so long a stream only where nobody looks.
        await using var tar = new TarReader(PipeReader.Create(archive).AsStream());
        var entry = (await tar.GetNextEntryAsync(false, Cancellation))!;
        Assert.Equal((Length, DateTimeOffset.UnixEpoch.AddYears(60)), (entry.Length, entry.ModificationTime));
    }

    [Fact]
    public async Task Nothing_of_an_encrypted_file_tells_what_is_in_it_or_is_the_same_twice()
    {
        var content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a-secret-canary ", 20_000)));
        var one = await File.ReadAllBytesAsync(await WriteAsync(content, Passphrase), Cancellation);
        var other = await File.ReadAllBytesAsync(await WriteAsync(content, Passphrase), Cancellation);
        Assert.True(one.AsSpan().IndexOf("canary"u8) < 0 && one.AsSpan().IndexOf("manifest"u8) < 0);
        Assert.NotEqual(one.AsSpan(12, 16).ToArray(), other.AsSpan(12, 16).ToArray());
        Assert.NotEqual(one.AsSpan(BackupKey.HeaderSize, 64).ToArray(), other.AsSpan(BackupKey.HeaderSize, 64).ToArray());
    }

    [Fact]
    public async Task Another_passphrase_none_and_one_too_many_are_told()
    {
        var (sealedPath, open) = (await WriteAsync([1, 2, 3], Passphrase), await WriteAsync([1, 2, 3], null));
        await AssertFailsAsync("BackupPassphraseWrong", ErrorKind.AuthenticationError, sealedPath, Secure("correct horse battery staple"));
        await AssertFailsAsync("BackupEncrypted", ErrorKind.AuthenticationError, sealedPath, null);
        await AssertFailsAsync("BackupNotEncrypted", ErrorKind.InvalidArgument, open, Passphrase);
        await AssertFailsAsync("BackupNotRead", ErrorKind.NotFound, open + ".not-there", null);
    }

    [Fact]
    public async Task Any_changed_byte_and_any_cut_of_an_encrypted_file_is_found()
    {
        var path = await WriteAsync(RandomNumberGenerator.GetBytes(2 * BackupCipher.ChunkSize), Passphrase);
        var good = await File.ReadAllBytesAsync(path, Cancellation);
        const int Chunk = BackupCipher.ChunkSize + BackupCipher.TagSize;
        int[] edges = [0, 7, 8, 11, 12, 27, 28, 43, 44, 45, BackupKey.HeaderSize + Chunk - 1, BackupKey.HeaderSize + Chunk, BackupKey.HeaderSize + (2 * Chunk), good.Length - 1];
        foreach (var at in edges.Concat(Enumerable.Range(0, 60).Select(_ => Random.Shared.Next(good.Length))))
        {
            var changed = good.ToArray();
            // The iterations' highest bits would only make the test slow.
            changed[at] ^= at is 8 or 9 ? (byte)0x80 : (byte)1;
            await AssertUnusableAsync(changed, Passphrase, $"byte {at} changed");
            await AssertUnusableAsync(good[..at], Passphrase, $"cut at {at}");
        }

        byte[] Chunks(params int[] order) =>
            [.. good[..BackupKey.HeaderSize], .. order.SelectMany(n => good.AsSpan(BackupKey.HeaderSize + (n * Chunk), Math.Min(Chunk, good.Length - BackupKey.HeaderSize - (n * Chunk))).ToArray())];
        Assert.Equal(good, Chunks(0, 1, 2));
        foreach (var order in (int[][])[[0, 1], [0], [1, 0, 2], [0, 2], [0, 1, 1, 2], [2], [0, 1, 2, 2]])
            await AssertUnusableAsync(Chunks(order), Passphrase, $"chunks {string.Join(' ', order)}");
    }

    [Fact]
    public async Task Any_cut_and_any_change_of_the_content_of_a_file_that_is_not_encrypted_is_found()
    {
        var content = RandomNumberGenerator.GetBytes(20_000);
        var good = await File.ReadAllBytesAsync(await WriteAsync(content, null), Cancellation);
        var start = good.AsSpan().IndexOf(content);
        foreach (var at in Enumerable.Range(0, 100).Select(_ => Random.Shared.Next(content.Length)).Append(0).Append(content.Length - 1))
        {
            var changed = good.ToArray();
            changed[start + at] ^= 1;
            await AssertUnusableAsync(changed, null, $"byte {at} changed");
            await AssertUnusableAsync(good[..(start + at)], null, $"cut at {at}");
        }
    }

    [Fact]
    public async Task Whatever_a_file_holds_it_is_read_or_refused_with_a_reason()
    {
        var plain = await File.ReadAllBytesAsync(await WriteAsync(RandomNumberGenerator.GetBytes(3000), null), Cancellation);
        var some = Gen.Select(Gen.Int[0, plain.Length - 1], Gen.Byte, Gen.Int[0, 600], (at, value, count) =>
        {
            var changed = plain.ToArray();
            changed.AsSpan(at, Math.Min(count, changed.Length - at)).Fill(value);
            return changed;
        });
        var any = Gen.OneOf(some, Gen.Select(some, some, (a, b) => a[..(a.Length / 2)].Concat(b[(b.Length / 3)..]).ToArray()), Gen.Byte.Array[0, 2000]);
        var (refused, path) = (0, Path.Combine(_folder.FullName, "any"));
        await any.SampleAsync(
            async bytes =>
            {
                await File.WriteAllBytesAsync(path, bytes, Cancellation);
                try
                {
                    await VerifyAsync(path, null);
                }
                catch (OpenClawException e) when (e.ErrorId is "BackupUnreadable" or "BackupDamaged" or "BackupFormatTooNew" or "BackupEncrypted")
                {
                    Interlocked.Increment(ref refused);
                }
            },
            iter: 3000, threads: 1);
        Assert.InRange(refused, 1000, 3000);
    }

    [Fact]
    public async Task A_newer_format_is_told_apart_from_damage() =>
        await AssertFailsAsync(
            "BackupFormatTooNew", ErrorKind.NotSupported,
            await WriteAsync([1], null, static m => m with { Version = BackupManifest.NewestVersion + 1 }), null);

    [Fact]
    public async Task What_is_not_completed_leaves_nothing()
    {
        var path = Path.Combine(_folder.FullName, "half.tar");
        await using (var writer = await BackupWriter.CreateAsync(path, null, Manifest([1, 2, 3]), Cancellation))
            await writer.Content.WriteAsync(new byte[] { 1 }, Cancellation);
        Assert.Empty(_folder.GetFiles());
    }

    [Theory]
    [InlineData("2026.9.6", "2026.9.6", 0)]
    [InlineData("2026.10.1", "2026.9.6", 1)]
    [InlineData("v2026.9.5", "2026.9.6", -1)]
    [InlineData("2026.9.6-beta.1", "2026.9.6", -1)]
    [InlineData("2026.9.6-beta.10", "2026.9.6-beta.9", 1)]
    public void Versions_have_their_order(string one, string other, int order) =>
        Assert.Equal(order, Math.Sign(CalendarVersion.TryParse(one)!.CompareTo(CalendarVersion.TryParse(other))));

    private static byte[] Bytes(TarEntry entry)
    {
        using var bytes = new MemoryStream();
        entry.DataStream!.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static BackupManifest Manifest(byte[] content) => new()
    {
        Format = BackupManifest.FormatName,
        Version = BackupManifest.NewestVersion,
        Created = DateTimeOffset.UtcNow,
        Instance = "openclaw",
        Namespace = "openclaw-ns",
        OpenClawVersion = "2026.9.6",
        State = new(BackupWriter.StateName, content.Length, Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant()),
    };

    private async Task<string> WriteAsync(byte[] content, SecureString? passphrase, Func<BackupManifest, BackupManifest>? change = null)
    {
        var path = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        await using var writer = await BackupWriter.CreateAsync(path, passphrase, (change ?? (static m => m))(Manifest(content)), Cancellation, Iterations);
        await writer.Content.WriteAsync(content, Cancellation);
        await writer.CompleteAsync(content.Length, static _ => Task.CompletedTask, Cancellation);
        return path;
    }

    private static Task<BackupManifest> VerifyAsync(string path, SecureString? passphrase) =>
        new BackupReader(path, passphrase).VerifyAsync(static (_, _) => { }, Cancellation);

    private static async Task AssertFailsAsync(string id, ErrorKind kind, string path, SecureString? passphrase)
    {
        var error = await Assert.ThrowsAsync<OpenClawException>(() => VerifyAsync(path, passphrase));
        Assert.Equal((id, kind, path), (error.ErrorId, error.Kind, error.Target));
    }

    private async Task AssertUnusableAsync(byte[] bytes, SecureString? passphrase, string what)
    {
        var path = Path.Combine(_folder.FullName, "bad");
        await File.WriteAllBytesAsync(path, bytes, Cancellation);
        try
        {
            await VerifyAsync(path, passphrase);
        }
        catch (OpenClawException e)
        {
            Assert.True(e.ErrorId is "BackupUnreadable" or "BackupDamaged" or "BackupPassphraseWrong" or "BackupNotEncrypted", $"{what}: {e.ErrorId}");
            return;
        }

        Assert.Fail($"{what} was not noticed");
    }

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var character in text)
            secure.AppendChar(character);
        return secure;
    }
}
