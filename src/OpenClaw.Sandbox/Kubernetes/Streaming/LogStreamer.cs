using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Http;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Validation;

namespace OpenClaw.Sandbox.Kubernetes.Streaming;

/// <summary>Sends a container's log.</summary>
internal static class LogStreamer
{
    private static readonly TimeSpan HeaderDelay = TimeSpan.FromMilliseconds(200);

    public static async Task StreamAsync(ApiRequest request, IPodRuntime runtime, JsonObject pod, string container)
    {
        var context = request.Context;
        var cancellation = context.RequestAborted;
        Validate(request);
        var follow = IsSet(request, "follow");
        var previous = IsSet(request, "previous");
        var timestamps = IsSet(request, "timestamps");
        var since = Since(request);
        var (ns, name) = (pod.Namespace()!, pod.Name());
        var skip = 0;
        if (request.QueryNumber("tailLines") is { } tail)
        {
            var count = 0;
            await foreach (var line in runtime.ReadLogAsync(ns, name, container, previous, follow: false, cancellation).WithCancellation(cancellation))
            {
                if (line.Time >= since) count++;
            }

            skip = (int)Math.Max(0, count - tail);
        }

        var budget = request.QueryNumber("limitBytes") ?? long.MaxValue;
        await using var lines = runtime.ReadLogAsync(ns, name, container, previous, follow, cancellation).GetAsyncEnumerator(cancellation);
        // A refusal comes with the first line; while there is none the client should know that it is following.
        var next = lines.MoveNextAsync().AsTask();
        await Task.WhenAny(next, Task.Delay(HeaderDelay, cancellation));
        if (next.IsFaulted) await next;
        context.Response.ContentType = "text/plain";
        await context.Response.StartAsync(cancellation);
        while (await next && budget > 0)
        {
            var line = lines.Current;
            if (line.Time >= since && skip-- <= 0)
            {
                var bytes = Encoding.UTF8.GetBytes((timestamps ? Stamp(line.Time) + " " : "") + line.Text + "\n");
                await context.Response.Body.WriteAsync(bytes.AsMemory(0, (int)Math.Min(bytes.Length, budget)), cancellation);
                budget -= bytes.Length;
            }

            next = lines.MoveNextAsync().AsTask();
            if (!next.IsCompleted) await context.Response.Body.FlushAsync(cancellation);
        }
    }

    private static void Validate(ApiRequest request)
    {
        var errors = new FieldErrors();
        if (request.QueryNumber("tailLines") is < 0 and { } tail) errors.Invalid("tailLines", tail, "must be greater than or equal to 0");
        if (request.QueryNumber("limitBytes") is < 1 and { } limit) errors.Invalid("limitBytes", limit, "must be greater than 0");
        var since = request.QueryNumber("sinceSeconds");
        if (since is not null && request.Query("sinceTime") is { Length: > 0 })
            errors.Forbidden("", "at most one of `sinceTime` or `sinceSeconds` may be specified");
        else if (since is < 1)
            errors.Invalid("sinceSeconds", since, "must be greater than 0");
        errors.ThrowIfAny("PodLogOptions");
    }

    private static bool IsSet(ApiRequest request, string name) => request.Query(name) is not null && request.QueryFlag(name);

    private static DateTimeOffset Since(ApiRequest request)
    {
        if (request.QueryNumber("sinceSeconds") is { } seconds) return DateTimeOffset.UtcNow.AddSeconds(-seconds);
        if (request.Query("sinceTime") is not { Length: > 0 } text) return DateTimeOffset.MinValue;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Statuses.BadRequest($"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse");
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff00'Z'", CultureInfo.InvariantCulture);
}
