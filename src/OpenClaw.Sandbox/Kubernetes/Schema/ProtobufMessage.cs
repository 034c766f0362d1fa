using System.Buffers.Binary;
using System.Text;

namespace OpenClaw.Sandbox.Kubernetes.Schema;

/// <summary>The fields of a protobuf message as they lie in it.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> _fields = [];

    /// <summary>Throws <see cref="InvalidDataException"/> when it is cut short or uses groups.</summary>
    public ProtobufMessage(ReadOnlyMemory<byte> data)
    {
        while (!data.IsEmpty)
        {
            var tag = Varint(ref data);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((number, Varint(ref data), default));
                    break;
                case 1:
                    _fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref data, 8).Span), default));
                    break;
                case 2:
                    var length = Varint(ref data);
                    _fields.Add((number, 0, Take(ref data, length)));
                    break;
                case 5:
                    _fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref data, 4).Span), default));
                    break;
                default:
                    throw new InvalidDataException("unknown wire type");
            }
        }
    }

    public IReadOnlyList<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> Fields => _fields;

    public ulong Number(int number) => _fields.FindLast(f => f.Number == number).Value;

    public ReadOnlyMemory<byte> Bytes(int number) => _fields.FindLast(f => f.Number == number).Bytes;

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number).Span);

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> data, ulong length)
    {
        if (length > (ulong)data.Length) throw new InvalidDataException("unexpected end of message");
        var part = data[..(int)length];
        data = data[(int)length..];
        return part;
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> data)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Take(ref data, 1).Span[0];
            value |= (ulong)(b & 0x7F) << shift;
            if ((b & 0x80) == 0) return value;
        }

        throw new InvalidDataException("a number is too long");
    }
}
