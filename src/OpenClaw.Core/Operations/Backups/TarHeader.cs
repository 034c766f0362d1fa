using System.Globalization;
using System.Text;

namespace OpenClaw.Operations.Backups;

/// <summary>
/// The header of a file in a tar archive, as POSIX has it (ustar). System.Formats.Tar, which reads backups, cannot write a file whose content
/// is only just arriving.
/// </summary>
internal static class TarHeader
{
    /// <summary>Headers and contents begin at multiples of this.</summary>
    public const int BlockSize = 512;

    // Eleven octal digits: 8 GiB. Longer ones are written in base 256, as GNU tar does and every tar reads.
    private const long MaxOctal = 0x1FFFFFFFF;

    /// <summary>Makes one.</summary>
    /// <param name="name">The file's name: ASCII, at most 100 characters.</param>
    /// <param name="length">Its length.</param>
    /// <param name="time">When it was changed.</param>
    public static byte[] Create(string name, long length, DateTimeOffset time)
    {
        var block = new byte[BlockSize];
        Encoding.ASCII.GetBytes(name, block.AsSpan(0, 100));
        Octal(block.AsSpan(100, 8), 0b110_000_000);
        Octal(block.AsSpan(108, 8), 0);
        Octal(block.AsSpan(116, 8), 0);
        Size(block.AsSpan(124, 12), length);
        Octal(block.AsSpan(136, 12), time.ToUnixTimeSeconds());
        block[156] = (byte)'0';
        "ustar\0"u8.CopyTo(block.AsSpan(257));
        "00"u8.CopyTo(block.AsSpan(263));
        block.AsSpan(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in block)
            sum += value;
        Octal(block.AsSpan(148, 7), sum);
        return block;
    }

    /// <summary>How many zeros follow a content of this length.</summary>
    /// <param name="length">The content's length.</param>
    public static int Padding(long length) => (int)(-length & (BlockSize - 1));

    private static void Size(Span<byte> field, long value)
    {
        if (value <= MaxOctal)
        {
            Octal(field, value);
            return;
        }

        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(field[4..], value);
        field[0] = 0x80;
    }

    private static void Octal(Span<byte> field, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(field.Length - 1, '0').ToString(CultureInfo.InvariantCulture), field);
}
