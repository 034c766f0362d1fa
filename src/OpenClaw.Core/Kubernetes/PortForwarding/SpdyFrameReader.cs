using System.Buffers.Binary;

namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>
/// Reads SPDY/3.1 as it comes, in pieces of any size. It keeps no data and allocates nothing: data is handed out where it lies. Header
/// blocks are passed over, because nothing in a port-forward's replies is of use.
/// </summary>
internal sealed class SpdyFrameReader
{
    private const int HeaderLength = 8;
    private const uint IdMask = 0x7FFFFFFF;
    private const ushort ControlOfVersion3 = 0x8003;
    private const byte FinFlag = 1;
    private const uint InitialWindowSize = 7;

    /// <summary>No control frame of a port-forward comes near; what is longer is something else.</summary>
    private const int LargestControl = 64 * 1024;

    private readonly byte[] _bytes = new byte[HeaderLength];
    private int _count;
    private bool _inFrame;
    private bool _isData;
    private SpdyFrameType _type;
    private byte _flags;
    private uint _id;
    private int _left;
    private int _wanted;
    private bool _malformed;

    /// <summary>Takes the next piece of meaning from the input.</summary>
    /// <param name="input">What came and was not consumed yet.</param>
    /// <param name="consumed">How much of it is used up.</param>
    public SpdyEvent Next(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (!_malformed)
        {
            var rest = input[consumed..];
            if (!_inFrame)
            {
                if (!Gather(rest, HeaderLength, ref consumed))
                    return default;
                Begin();
                if (_malformed)
                    break;
                if (_left == 0 && End() is { Kind: not SpdyEventKind.None } empty)
                    return empty;
            }
            else if (_isData)
            {
                var length = Math.Min(_left, rest.Length);
                if (length == 0)
                    return default;
                consumed += length;
                _left -= length;
                _inFrame = _left > 0;
                return new(SpdyEventKind.Data, _id, Length: length, Fin: !_inFrame && (_flags & FinFlag) != 0);
            }
            else if (_wanted > 0)
            {
                var before = consumed;
                var whole = Gather(rest, _wanted, ref consumed);
                _left -= consumed - before;
                if (!whole)
                    return default;
                if (Control() is { Kind: not SpdyEventKind.None } found)
                    return found;
            }
            else
            {
                var skipped = Math.Min(_left, rest.Length);
                consumed += skipped;
                _left -= skipped;
                if (_left > 0)
                    return default;
                if (End() is { Kind: not SpdyEventKind.None } last)
                    return last;
            }
        }

        return new(SpdyEventKind.Malformed);
    }

    private bool Gather(ReadOnlySpan<byte> input, int wanted, ref int consumed)
    {
        var taken = Math.Min(wanted - _count, input.Length);
        input[..taken].CopyTo(_bytes.AsSpan(_count));
        consumed += taken;
        _count += taken;
        if (_count < wanted)
            return false;
        _count = 0;
        return true;
    }

    private void Begin()
    {
        var first = BinaryPrimitives.ReadUInt16BigEndian(_bytes);
        _isData = (first & 0x8000) == 0;
        _flags = _bytes[4];
        _left = (_bytes[5] << 16) | (_bytes[6] << 8) | _bytes[7];
        _inFrame = true;
        if (_isData)
        {
            _id = BinaryPrimitives.ReadUInt32BigEndian(_bytes);
            _malformed = _id == 0;
            return;
        }

        _type = (SpdyFrameType)BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(2));
        (_wanted, var fits) = _type switch
        {
            SpdyFrameType.RstStream or SpdyFrameType.WindowUpdate or SpdyFrameType.GoAway => (8, _left == 8),
            SpdyFrameType.Ping => (4, _left == 4),
            SpdyFrameType.SynStream => (4, _left >= 10),
            SpdyFrameType.SynReply or SpdyFrameType.Headers => (4, _left >= 4),
            SpdyFrameType.Settings => (4, _left % 8 == 4),
            _ => (0, true),
        };
        _malformed = first != ControlOfVersion3 || !fits || _left > LargestControl;
    }

    // Called with the frame's first bytes, or one of its settings, in place.
    private SpdyEvent Control()
    {
        var first = BinaryPrimitives.ReadUInt32BigEndian(_bytes);
        var second = BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(4)) & IdMask;
        if (_type == SpdyFrameType.Settings)
        {
            var isEntry = _wanted == HeaderLength;
            (_wanted, _inFrame) = (_left > 0 ? HeaderLength : 0, _left > 0);
            return isEntry && (first & 0xFFFFFF) == InitialWindowSize ? new(SpdyEventKind.InitialWindow, Value: second) : default;
        }

        (_wanted, _inFrame) = (0, _left > 0);
        _id = first & IdMask;
        return _type switch
        {
            SpdyFrameType.RstStream => new(SpdyEventKind.Reset, _id),
            SpdyFrameType.WindowUpdate => new(SpdyEventKind.WindowUpdate, _id, second),
            SpdyFrameType.GoAway => new(SpdyEventKind.GoAway, _id),
            SpdyFrameType.Ping => new(SpdyEventKind.Ping, first),
            SpdyFrameType.SynStream => new(SpdyEventKind.Opened, _id),
            _ => _inFrame ? default : End(),
        };
    }

    private SpdyEvent End()
    {
        _inFrame = false;
        return (_flags & FinFlag) != 0 && (_isData || _type is SpdyFrameType.SynReply or SpdyFrameType.Headers)
            ? new(SpdyEventKind.Data, _id, Fin: true)
            : default;
    }
}
