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

    private async Task<HttpResponseMessage> GetAsync(Uri uri, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { Authorization = authorization } };
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

    [GeneratedRegex("""<(?<target>[^>]+)>\s*;\s*rel="?next""", RegexOptions.IgnoreCase)]
    private static partial Regex LinkTarget();
}
