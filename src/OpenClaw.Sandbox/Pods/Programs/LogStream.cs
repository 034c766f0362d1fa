using System.Text;

namespace OpenClaw.Sandbox.Pods.Programs;

/// <summary>A stream that hands on what is written to it line by line; what has no line end yet when it is disposed.</summary>
internal sealed class LogStream(Action<string> log) : Stream
{
    private readonly List<byte> line = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        foreach (var value in buffer.AsSpan(offset, count))
        {
            if (value == '\n')
                EndLine();
            else
                line.Add(value);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && line.Count > 0)
            EndLine();
        base.Dispose(disposing);
    }

    private void EndLine()
    {
        log(Encoding.UTF8.GetString([.. line]));
        line.Clear();
    }
}
