using System.Collections.Concurrent;

namespace OpenClaw.Registry;

/// <summary>
/// What the registries offer, asked at most once an hour and never waited for longer than a moment: what is not known in time is unknown
/// now and maybe known at the next call.
/// </summary>
/// <param name="registry">Asks the registries.</param>
/// <param name="time">The clock.</param>
internal sealed class AvailableVersions(ImageRegistry registry, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Host, string Repository), (DateTimeOffset Asked, Task<IReadOnlyList<string>?> Tags)> _known = new();

    /// <summary>The one of this process.</summary>
    public static AvailableVersions Shared { get; } = new(new(new HttpClient { Timeout = Limit }), TimeProvider.System);

    /// <summary>The newest version of an image, written as its tag is; null when it is not known or not known yet.</summary>
    /// <param name="image">The image's name, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<string?> GetAsync(string? image, CancellationToken cancellationToken)
    {
        if (image is null || RegistryImage.TryParse(image) is not { Tag: { } tag } parsed)
            return null;
        var entry = _known.AddOrUpdate(
            (parsed.Host, parsed.Repository),
            _ => (time.GetUtcNow(), AskAsync(parsed)),
            (_, before) => time.GetUtcNow() - before.Asked < Fresh ? before : (time.GetUtcNow(), AskAsync(parsed)));
        try
        {
            var tags = await entry.Tags.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            return tags is null ? null : ImageVersion.Newest(tag, tags);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    // Nobody's cancellation stops it: what it finds out is for the next caller as well.
    private async Task<IReadOnlyList<string>?> AskAsync(RegistryImage image)
    {
        try
        {
            return await registry.GetTagsAsync(image, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
