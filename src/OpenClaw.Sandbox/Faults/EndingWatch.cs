using System.Text;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Faults;

/// <summary>The body of a watch that ends after some events, with a last word or without.</summary>
internal sealed class EndingWatch(Stream body, int events, StatusException? lastWord) : ForwardingStream(body)
{
    private int left = events;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left-- > 0)
            await Inner.WriteAsync(buffer, cancellationToken);
        else
            await EndAsync(cancellationToken);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await Inner.FlushAsync(cancellationToken);
        if (left <= 0)
            await EndAsync(cancellationToken);
    }

    // The watch takes a cancellation that is not the client's for the end of its time, and ends well.
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        if (lastWord is not null)
        {
            var line = $"{{\"type\":\"ERROR\",\"object\":{Statuses.ToJson(lastWord).ToJsonString(JsonText.Compact)}}}\n";
            await Inner.WriteAsync(Encoding.UTF8.GetBytes(line), cancellationToken);
            await Inner.FlushAsync(cancellationToken);
        }

        throw new OperationCanceledException("The fault script ends the watch.");
    }
}
