using System.Net;
using OpenClaw.Core.Tests.Azure;
using OpenClaw.Operations;
using OpenClaw.Registry;

namespace OpenClaw.Tests.Registry;

/// <summary>Versions in registries: what is asked for where, and what counts as newer.</summary>
public sealed class ImageRegistryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ghcr.io/openclaw/openclaw:2026.9.6", "ghcr.io", "openclaw/openclaw", "2026.9.6")]
    [InlineData("localhost:5000/a/b", "localhost:5000", "a/b", null)]
    [InlineData("docker.io/library/busybox:1.36", "registry-1.docker.io", "library/busybox", "1.36")]
    [InlineData("busybox:1.36", "registry-1.docker.io", "library/busybox", "1.36")]
    [InlineData("someone/thing:v1", "registry-1.docker.io", "someone/thing", "v1")]
    public void Names_are_taken_apart_as_container_runtimes_do(string image, string host, string repository, string? tag) =>
        Assert.Equal(new RegistryImage(host, repository, tag), RegistryImage.TryParse(image));

    [Theory]
    [InlineData("v1.108.12", "v1.109.0")]
    [InlineData("2026.9.6", "2026.10.1")]
    [InlineData("latest", null)]
    [InlineData("1.2", null)]
    public void The_newest_version_is_one_that_is_written_alike(string tag, string? newest) => Assert.Equal(
        newest, ImageVersion.Newest(tag, ["v1.9.99", "v1.109.0", "v1.110.0-rc.1", "main-latest", "2026.9.6", "2026.10.1", "2026.9.30", "2027.1.1-slim"]));

    [Fact]
    public async Task Tags_come_from_all_pages_with_a_token_for_everybody()
    {
        var asked = new List<string>();
        using var http = new HttpClient(new Answers(request =>
        {
            asked.Add($"{request.RequestUri!.PathAndQuery} {request.Headers.Authorization}");
            var answer = new HttpResponseMessage();
            if (request.RequestUri.AbsolutePath == "/token")
            {
                answer.Content = new StringContent("""{"token":"for-everybody"}""");
            }
            else if (request.Headers.Authorization is null)
            {
                answer.StatusCode = HttpStatusCode.Unauthorized;
                answer.Headers.WwwAuthenticate.Add(new("Bearer", "realm=\"https://registry.test/token\",service=\"registry.test\",scope=\"repository:a/b:pull\""));
            }
            else
            {
                var first = !request.RequestUri.Query.Contains("last=", StringComparison.Ordinal);
                answer.Content = new StringContent(first ? """{"tags":["1.0.0"]}""" : """{"tags":["1.1.0"]}""");
                if (first)
                    answer.Headers.TryAddWithoutValidation("Link", "</v2/a/b/tags/list?last=1.0.0&n=1000>; rel=\"next\"");
            }
            return answer;
        }));
        Assert.Equal(["1.0.0", "1.1.0"], await new ImageRegistry(http).GetTagsAsync(new("registry.test", "a/b", "1.0.0"), Cancellation));
        Assert.Contains("/token?service=registry.test&scope=repository%3Aa%2Fb%3Apull ", asked);
        Assert.Equal(2, asked.Count(a => a.EndsWith(" Bearer for-everybody", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_waited_for_no_longer_than_a_moment_and_asked_once()
    {
        var asked = 0;
        using var http = new HttpClient(new Answers(_ =>
        {
            asked++;
            throw new HttpRequestException("unreachable");
        }));
        var versions = new AvailableVersions(new(http), TimeProvider.System);
        Assert.Null(await versions.GetAsync("registry.test/a/b:1.0.0", Cancellation));
        Assert.Null(await versions.GetAsync("registry.test/a/b:1.0.0", Cancellation));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task An_image_is_pinned_to_what_its_tag_stands_for_and_stays_that()
    {
        var digest = "sha256:" + new string('a', 64);
        var asked = new List<string>();
        using var http = new HttpClient(new Answers(request =>
        {
            asked.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            var answer = new HttpResponseMessage();
            if (request.RequestUri.AbsolutePath.EndsWith("/tags/list", StringComparison.Ordinal))
                answer.Content = new StringContent("""{"tags":["1.0.0","1.2.0","latest"]}""");
            else if (request.RequestUri.AbsolutePath.EndsWith("/9.9.9", StringComparison.Ordinal))
                answer.StatusCode = HttpStatusCode.NotFound;
            else
                answer.Headers.Add("Docker-Content-Digest", digest);
            return answer;
        }));
        var recorded = new RecordedContext();
        var pins = new ImagePins(new(http), recorded.Context);
        Assert.Equal($"registry.test/a/b:1.0.0@{digest}", await pins.PinAsync("registry.test/a/b:1.0.0", null, Cancellation));
        Assert.Contains(recorded.Verbose, text => text.Contains(digest, StringComparison.Ordinal));
        Assert.Equal($"registry.test/a/b:1.2.0@{digest}", await pins.ResolveAsync($"registry.test/a/b:1.0.0@{digest}", "latest", Cancellation));
        Assert.Equal($"registry.test/a/b@{digest}", await pins.ResolveAsync("registry.test/a/b:1.0.0", digest, Cancellation));
        Assert.Equal(["HEAD /v2/a/b/manifests/1.0.0", "GET /v2/a/b/tags/list", "HEAD /v2/a/b/manifests/1.2.0"], asked);

        var old = "registry.test/a/b:1.0.0@sha256:" + new string('b', 64);
        Assert.Equal(old, await pins.PinAsync("registry.test/a/b:1.0.0", old, Cancellation));
        Assert.Equal("registry.test/a/b:1.0.0", await pins.PinAsync("registry.test/a/b:1.0.0", "registry.test/a/b:1.0.0", Cancellation));
        Assert.Equal("registry.test/a/b:9.9.9", await pins.PinAsync("registry.test/a/b:9.9.9", null, Cancellation));
        var missing = await Assert.ThrowsAsync<OpenClawException>(() => pins.ResolveAsync("registry.test/a/b:1.0.0", "9.9.9", Cancellation));
        Assert.Equal("ImageNotFound", missing.ErrorId);
        var wrong = await Assert.ThrowsAsync<OpenClawException>(() => pins.ResolveAsync("registry.test/a/b:1.0.0", "1.0 beta", Cancellation));
        Assert.Equal("VersionInvalid", wrong.ErrorId);
    }

    [Fact]
    public async Task Where_the_registry_is_silent_a_version_is_taken_as_it_is_and_the_newest_is_unknown()
    {
        using var http = new HttpClient(new Answers(static _ => throw new HttpRequestException("unreachable")));
        var pins = new ImagePins(new(http), OperationContext.Silent);
        Assert.Equal("registry.test/a/b:1.1.0", await pins.ResolveAsync("registry.test/a/b:1.0.0", "1.1.0", Cancellation));
        var error = await Assert.ThrowsAsync<OpenClawException>(() => pins.ResolveAsync("registry.test/a/b:1.0.0", "latest", Cancellation));
        Assert.Equal("LatestUnknown", error.ErrorId);
    }

    private sealed class Answers(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request));
    }
}
