namespace OpenClaw.Sandbox.Faults;

/// <summary>The body of an answer that breaks off in the middle of its first piece.</summary>
internal sealed class HalfAnswer(Stream body, Func<Task> breakOff) : ForwardingStream(body)
{
    private bool broken;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (broken)
            return;
        broken = true;
        await Inner.WriteAsync(buffer[..(buffer.Length / 2)], cancellationToken);
        await Inner.FlushAsync(cancellationToken);
        await breakOff();
    }
}
