using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Kubernetes;

namespace OpenClaw.Registry;

/// <summary>
/// Asks container registries by the OCI distribution API, as somebody without an account: a 401 names a token service, which gives such
/// people tokens for what is public.
/// </summary>
/// <param name="http">The way out.</param>
internal sealed partial class ImageRegistry(HttpClient http)
{
    private const int PageSize = 1000;
    private const int MaxPages = 20;

    private static readonly string[] ManifestTypes =
    [
        "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ];

    /// <summary>All tags of a repository.</summary>
    /// <param name="image">An image of the repository.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="HttpRequestException">The registry cannot be reached, or refuses.</exception>
    public async Task<IReadOnlyList<string>> GetTagsAsync(RegistryImage image, CancellationToken cancellationToken)
    {
        var root = new Uri($"https://{image.Host}/");
        var tags = new List<string>();
        Uri? page = new(root, $"v2/{image.Repository}/tags/list?n={PageSize}");
        AuthenticationHeaderValue? authorization = null;
        for (var count = 0; page is not null && count < MaxPages; count++)
        {
            using var response = await GetAsync(page, authorization, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Unauthorized && authorization is null)
            {
                authorization = await AuthorizeAsync(response.Headers.WwwAuthenticate, cancellationToken).ConfigureAwait(false);
                continue;
            }
            response.EnsureSuccessStatusCode();
            var body = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
            tags.AddRange((body?["tags"] as JsonArray)?.Select(static tag => (string?)tag).OfType<string>() ?? []);
            page = NextPage(response, page) is { } next && next.Host == root.Host ? next : null;
        }
        return tags;
    }

    /// <summary>The digest that a tag stands for now.</summary>
    /// <param name="image">An image of the repository.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="HttpRequestException">The registry cannot be reached, or refuses; with status 404 it has no such tag.</exception>
    public async Task<string> GetDigestAsync(RegistryImage image, string tag, CancellationToken cancellationToken)
    {
        var manifest = new Uri($"https://{image.Host}/v2/{image.Repository}/manifests/{tag}");
        AuthenticationHeaderValue? authorization = null;
        while (true)
        {
            using var response = await SendAsync(HttpMethod.Head, manifest, authorization, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Unauthorized && authorization is null)
            {
                authorization = await AuthorizeAsync(response.Headers.WwwAuthenticate, cancellationToken).ConfigureAwait(false);
                continue;
            }
            response.EnsureSuccessStatusCode();
            return response.Headers.TryGetValues("Docker-Content-Digest", out var digests) && digests.First() is var digest && Digest().IsMatch(digest)
                ? digest
                : throw new HttpRequestException("The registry does not tell the digest.");
        }
    }

    private async Task<AuthenticationHeaderValue> AuthorizeAsync(
        HttpHeaderValueCollection<AuthenticationHeaderValue> challenges, CancellationToken cancellationToken)
    {
        var challenge = challenges.FirstOrDefault(static c => c.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))?.Parameter
            ?? throw new HttpRequestException("The registry wants to know who asks.");
        var parts = ChallengePart().Matches(challenge).ToDictionary(static m => m.Groups["name"].Value, static m => m.Groups["value"].Value);
        if (!Uri.TryCreate(parts.GetValueOrDefault("realm"), UriKind.Absolute, out var realm) || realm.Scheme != Uri.UriSchemeHttps)
            throw new HttpRequestException("The registry names no token service.");
        var query = new QueryString().Add("service", parts.GetValueOrDefault("service")).Add("scope", parts.GetValueOrDefault("scope"));
        using var response = await GetAsync(new(realm, query.ToString()), null, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        var body = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        return new("Bearer", body.Text("token") ?? body.Text("access_token") ?? throw new HttpRequestException("The token service gave no token."));
    }

    private Task<HttpResponseMessage> GetAsync(Uri uri, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, uri, authorization, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri uri, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, uri) { Headers = { Authorization = authorization } };
        // Without these a registry answers for one platform, in an older form, whose digest is another one.
        if (method == HttpMethod.Head)
            foreach (var type in ManifestTypes)
                request.Headers.Accept.Add(new(type));
        return await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static Uri? NextPage(HttpResponseMessage response, Uri page) =>
        response.Headers.TryGetValues("Link", out var links) && LinkTarget().Match(string.Join(',', links)) is { Success: true } match
            ? new(page, match.Groups["target"].Value) : null;

    private static async Task<JsonObject?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)) as JsonObject;
        }
        catch (JsonException)
        {
            throw new HttpRequestException("What answered is no registry.");
        }
    }

    [GeneratedRegex("""(?<name>[a-z]+)="(?<value>[^"]*)" """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ChallengePart();

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex Digest();

    [GeneratedRegex("""<(?<target>[^>]+)>\s*;\s*rel="?next""", RegexOptions.IgnoreCase)]
    private static partial Regex LinkTarget();
}
