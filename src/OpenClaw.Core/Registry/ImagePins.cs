using System.Net;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Resources;

namespace OpenClaw.Registry;

/// <summary>Finds out which image a name means now, so that it goes on meaning that one: <c>repository:tag@digest</c>.</summary>
/// <param name="registry">Asks the registries; null asks none.</param>
/// <param name="context">Told what a name resolved to.</param>
internal sealed class ImagePins(ImageRegistry? registry, OperationContext context)
{
    /// <summary>The tag that stands for the newest version.</summary>
    public const string Latest = "latest";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>For a cluster: registries are not asked for a sandbox, whose images are none, nor when the user does not want it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="context">Told what a name resolved to.</param>
    public static ImagePins For(OpenClawCluster cluster, OperationContext context) =>
        new(cluster.Azure?.IsSandbox == true || !VersionCheck.IsOn ? null : new(Http), context);

    /// <summary>
    /// Adds the digest to an image that has none. Where the registry gives no answer, or does not know it, as a private one says to strangers,
    /// the name stays as it is.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="known">The image that is installed; when it is the same, whether or not with a digest, it is the answer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<string> PinAsync(string image, string? known, CancellationToken cancellationToken) =>
        known is not null && (known == image || known.StartsWith(image + "@", StringComparison.Ordinal))
            ? Task.FromResult(known) : PinAsync(image, mustExist: false, cancellationToken);

    private async Task<string> PinAsync(string image, bool mustExist, CancellationToken cancellationToken)
    {
        if (ImageReference.TryParse(image) is not { Digest: null } reference || RegistryImage.TryParse(image) is not { } parsed)
            return image;
        var tag = reference.Tag ?? Latest;
        try
        {
            return await AskAsync(r => r.GetDigestAsync(parsed, tag, cancellationToken), cancellationToken).ConfigureAwait(false) is { } digest
                ? Told(image, $"{image}@{digest}") : image;
        }
        catch (HttpRequestException e) when (mustExist && e.StatusCode == HttpStatusCode.NotFound)
        {
            throw new OpenClawException(
                nameof(RegistryMessages.ImageNotFound), ErrorKind.NotFound,
                MessageText.Format(RegistryMessages.ImageNotFound, parsed.Host, image), image, e);
        }
        catch (Exception e) when (IsSilence(e, cancellationToken))
        {
            context.Verbose(MessageText.Format(RegistryMessages.ImageNotPinned, image, parsed.Host, e.Message));
            return image;
        }
    }

    /// <summary>The image of another version: a tag, a digest, or <c>latest</c> for the newest tag that is written as today's is.</summary>
    /// <param name="image">Today's image.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">It is no version (<c>VersionInvalid</c>), there is none such (<c>ImageNotFound</c>), or the registry
    /// does not say which one is the newest (<c>LatestUnknown</c>).</exception>
    public async Task<string> ResolveAsync(string image, string version, CancellationToken cancellationToken)
    {
        var reference = ImageReference.TryParse(image)!;
        var name = image.Split('@')[0];
        var repository = reference.Tag is { } tag ? name[..^(tag.Length + 1)] : name;
        if (version.StartsWith("sha256:", StringComparison.Ordinal))
            return Valid($"{repository}@{version}", version);
        if (version != Latest)
            return await PinAsync(Valid($"{repository}:{version}", version), mustExist: true, cancellationToken).ConfigureAwait(false);
        var parsed = RegistryImage.TryParse(image)!;
        string? newest;
        try
        {
            var tags = await AskAsync(r => r.GetTagsAsync(parsed, cancellationToken), cancellationToken).ConfigureAwait(false);
            newest = tags is null ? null : ImageVersion.Newest(reference.Tag, tags);
        }
        catch (Exception e) when (IsSilence(e, cancellationToken))
        {
            throw Unknown(e);
        }
        return newest is null ? throw Unknown(null) : await PinAsync($"{repository}:{newest}", mustExist: true, cancellationToken).ConfigureAwait(false);

        OpenClawException Unknown(Exception? e) => new(
            nameof(RegistryMessages.LatestUnknown), ErrorKind.ResourceUnavailable,
            MessageText.Format(RegistryMessages.LatestUnknown, repository, e?.Message), version, e);
    }

    private static string Valid(string image, string version) => ImageReference.TryParse(image) is not null ? image : throw new OpenClawException(
        nameof(RegistryMessages.VersionInvalid), ErrorKind.InvalidArgument, MessageText.Format(RegistryMessages.VersionInvalid, version), version);

    private async Task<T?> AskAsync<T>(Func<ImageRegistry, Task<T>> ask, CancellationToken cancellationToken)
        where T : class =>
        registry is null ? null : await ask(registry).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);

    private static bool IsSilence(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private string Told(string image, string pinned)
    {
        context.Verbose(MessageText.Format(RegistryMessages.ImagePinned, image, pinned));
        return pinned;
    }
}
