using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Contract.Clusters;

/// <summary>A cluster the cases run against, spoken to in plain HTTP so that a mistake in the product's own client cannot hide one here.</summary>
public abstract class ContractCluster : IAsyncLifetime
{
    private HttpClient? _http;

    /// <summary>The API server.</summary>
    public Uri Server { get; private set; } = null!;

    /// <summary>The second number of its version, 34 for v1.34.2.</summary>
    public int Minor { get; private set; }

    /// <summary>Whether pods run on it.</summary>
    public virtual bool RunsPods => false;

    /// <summary>Skips the running test when there is no such cluster here; called before each test.</summary>
    public virtual void Require()
    {
    }

    /// <summary>Skips the running test on servers older than 1.<paramref name="minor"/>.</summary>
    public void RequireSince(int minor, string what)
        => Assert.SkipUnless(Minor >= minor, $"{what} came with Kubernetes 1.{minor}; this is 1.{Minor}.");

    /// <summary>Skips the running test where no pod can run.</summary>
    public void RequirePods() => Assert.SkipUnless(RunsPods, "Pods do not run here.");

    /// <summary>Skips the running test where the cluster says in so many words that it does not simulate what was asked.</summary>
    public virtual void SkipIfNotSimulated(Answer answer)
    {
    }

    /// <summary>Sends one request.</summary>
    public async Task<Answer> SendAsync(
        HttpMethod method, string path, string? body = null, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, body, contentType, headers);
        using var response = await _http!.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, text, response.Content.Headers.ContentType?.MediaType);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> CreateAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> ReplaceAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> DeleteAsync(string path, string? options = null) => SendAsync(HttpMethod.Delete, path, options);

    /// <summary>Server-side apply by a field manager.</summary>
    /// <param name="query">More of the query, for example <c>force=true</c>.</param>
    public Task<Answer> ApplyAsync(string path, string manager, string body, string query = "")
        => SendAsync(HttpMethod.Patch, $"{path}?fieldManager={manager}&{query}", body, "application/apply-patch+yaml");

    /// <summary>A patch of kind <c>merge</c>, <c>strategic-merge</c> or <c>json</c>.</summary>
    public Task<Answer> PatchAsync(string path, string kind, string body)
        => SendAsync(HttpMethod.Patch, path, body, $"application/{kind}-patch+json");

    /// <summary>The events of a watch until the server or the caller ends it.</summary>
    public async IAsyncEnumerable<JsonNode> WatchAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var request = Request(HttpMethod.Get, path, null, "", []);
        using var response = await _http!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.True(response.IsSuccessStatusCode, $"The watch answered {(int)response.StatusCode}.");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        while (await reader.ReadLineAsync(limit.Token) is { } line)
            yield return JsonNode.Parse(line)!;
    }

    /// <summary>Opens a WebSocket.</summary>
    public async Task<ClientWebSocket> ConnectAsync(string path, string protocol)
    {
        var socket = new ClientWebSocket();
        await ConnectAsync(socket, path, protocol);
        return socket;
    }

    /// <summary>Opens a WebSocket, which keeps the HTTP status when it is refused.</summary>
    public Task ConnectAsync(ClientWebSocket socket, string path, string protocol)
    {
        socket.Options.AddSubProtocol(protocol);
        socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(new Uri(Server, path)) { Scheme = "wss" }.Uri;
        return socket.ConnectAsync(address, new HttpMessageInvoker(CreateHandler(), disposeHandler: true), TestContext.Current.CancellationToken);
    }

    /// <summary>Upgrades a request to another protocol and gives its bytes.</summary>
    public async Task<Stream> UpgradeAsync(string path, string protocol, string streamProtocol)
    {
        using var request = Request(HttpMethod.Post, path, null, "", [("Connection", "Upgrade"), ("Upgrade", protocol), ("X-Stream-Protocol-Version", streamProtocol)]);
        var response = await _http!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, response.StatusCode);
        Assert.Equal([streamProtocol], response.Headers.GetValues("X-Stream-Protocol-Version"));
        return await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Gets an object again and again until it is as wanted, for at most 30 s.</summary>
    public async Task<Answer> UntilAsync(string path, Func<Answer, bool> wanted)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await GetAsync(path);
            if (wanted(answer))
                return answer;
            Assert.True(tries < 300, $"{path} stayed as it is: {answer.Text}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc />
    public virtual async ValueTask InitializeAsync()
    {
        if (await StartAsync() is not { } server)
            return;
        Server = server;
        _http = new HttpClient(CreateHandler()) { BaseAddress = server };
        var version = (await GetAsync("/version")).Json;
        Minor = int.Parse(version["minor"]!.GetValue<string>().TrimEnd('+'), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <inheritdoc />
    public virtual ValueTask DisposeAsync()
    {
        _http?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Starts or finds the cluster; null when there is none.</summary>
    protected abstract Task<Uri?> StartAsync();

    /// <summary>Makes a connection with the administrator's credentials.</summary>
    protected abstract SocketsHttpHandler CreateHandler();

    /// <summary>Makes a connection without credentials.</summary>
    public abstract SocketsHttpHandler CreateAnonymousHandler();

    private static HttpRequestMessage Request(HttpMethod method, string path, string? body, string contentType, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
