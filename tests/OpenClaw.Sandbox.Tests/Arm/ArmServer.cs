using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenClaw.Sandbox.Arm;

namespace OpenClaw.Sandbox.Tests.Arm;

/// <summary>A sandbox Resource Manager on loopback with TLS, and a client signed in to it.</summary>
internal sealed class ArmServer : IAsyncDisposable
{
    public const string SubscriptionId = "11111111-2222-4333-8444-555555555555";
    public const string TenantId = "99999999-8888-4777-8666-555555555555";
    public const string Token = "a-good-token";
    public const string ExpiredToken = "an-expired-token";
    public const string AksVersion = "2026-06-01";

    private static readonly (X509Certificate2 Authority, X509Certificate2 Server) Certificates = MakeCertificates();

    private readonly WebApplication _app;

    private ArmServer(WebApplication app, ResourceManager manager, FakeClusterHost clusters)
    {
        _app = app;
        Manager = manager;
        Clusters = clusters;
        Endpoint = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { Certificates.Authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        })
        { BaseAddress = Endpoint };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public ResourceManager Manager { get; }

    public FakeClusterHost Clusters { get; }

    public Uri Endpoint { get; }

    /// <summary>The authority to trust, the same for all servers of a run.</summary>
    public static string AuthorityPem { get; } = Certificates.Authority.ExportCertificatePem();

    public HttpClient Client { get; }

    public List<RequestLogEntry> Log { get; } = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<ArmServer> StartAsync(
        TimeSpan? provisioningTime = null, int pageSize = 200, Func<HttpContext, Task<bool>>? beforeRequest = null)
    {
        var clusters = new FakeClusterHost();
        ArmServer? server = null;
        var manager = new ResourceManager(new ResourceManagerOptions
        {
            SubscriptionId = SubscriptionId,
            TenantId = TenantId,
            ProvisioningTime = provisioningTime ?? TimeSpan.FromMilliseconds(50),
            PageSize = pageSize,
            BeforeRequest = beforeRequest,
            Log = entry =>
            {
                lock (server!.Log)
                    server.Log.Add(entry);
            },
            AuthenticateToken = token => token switch
            {
                Token => new Caller("tester", "00000000-0000-0000-0000-00000000000a", DateTimeOffset.MaxValue),
                ExpiredToken => new Caller("tester", "00000000-0000-0000-0000-00000000000a", DateTimeOffset.UnixEpoch),
                _ => null,
            },
        }, clusters);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(Certificates.Server)));
        var app = builder.Build();
        app.MapResourceManager(manager);
        await app.StartAsync(Cancelled);
        return server = new ArmServer(app, manager, clusters);
    }

    /// <summary>A path in the subscription with an api-version.</summary>
    public static string Path(string path, string version = "2022-09-01") =>
        $"/subscriptions/{SubscriptionId}{path}{(path.Contains('?') ? '&' : '?')}api-version={version}";

    public static string ClusterPath(string name = "demo-aks", string suffix = "", string group = "demo-RG") =>
        Path($"/resourceGroups/{group}/providers/Microsoft.ContainerService/managedClusters/{name}{suffix}", AksVersion);

    public static JsonObject ClusterBody(string size = "Standard_D2s_v5", string location = "eastus2", int count = 1) => new()
    {
        ["location"] = location,
        ["tags"] = new JsonObject { ["made-by"] = "test" },
        ["sku"] = new JsonObject { ["name"] = "Base", ["tier"] = "Free" },
        ["identity"] = new JsonObject { ["type"] = "SystemAssigned" },
        ["properties"] = new JsonObject
        {
            ["dnsPrefix"] = "demo",
            ["enableRBAC"] = true,
            ["agentPoolProfiles"] = new JsonArray(new JsonObject
            {
                ["name"] = "system",
                ["mode"] = "System",
                ["type"] = "VirtualMachineScaleSets",
                ["count"] = count,
                ["vmSize"] = size,
                ["osType"] = "Linux",
                ["maxPods"] = 50,
            }),
            ["networkProfile"] = new JsonObject { ["networkPlugin"] = "azure", ["networkPluginMode"] = "overlay", ["networkDataplane"] = "cilium", ["networkPolicy"] = "cilium" },
            ["oidcIssuerProfile"] = new JsonObject { ["enabled"] = true },
            ["securityProfile"] = new JsonObject { ["workloadIdentity"] = new JsonObject { ["enabled"] = true } },
        },
    };

    /// <summary>Sends a request and reads the answer's JSON, if any.</summary>
    public async Task<Answer> SendAsync(string method, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        return new Answer(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response.Headers);
    }

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    public async Task MakeGroupAsync(string name = "demo-RG", string location = "eastus2") =>
        Assert.Equal(HttpStatusCode.Created, (await SendAsync("PUT", Path($"/resourcegroups/{name}"), new JsonObject { ["location"] = location })).Status);

    /// <summary>Makes the group and the cluster and waits for both.</summary>
    public async Task MakeClusterAsync(JsonObject? body = null, string name = "demo-aks")
    {
        await MakeGroupAsync();
        var answer = await SendAsync("PUT", ClusterPath(name), body ?? ClusterBody());
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("Succeeded", (string?)(await FollowAsync(answer))["status"]);
    }

    /// <summary>Polls the answer's Azure-AsyncOperation to its end, which must come within 30 s.</summary>
    public async Task<JsonNode> FollowAsync(Answer answer)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var state = await GetAsync(answer.Header("Azure-AsyncOperation")!);
            Assert.Equal(HttpStatusCode.OK, state.Status);
            if ((string?)state.Body!["status"] != "InProgress")
                return state.Body;
            await Task.Delay(20, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Manager.DisposeAsync();
    }

    private static (X509Certificate2 Authority, X509Certificate2 Server) MakeCertificates()
    {
        var from = DateTimeOffset.UtcNow.AddMinutes(-5);
        var to = from.AddDays(1);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var authority = authorityRequest.CreateSelfSigned(from, to);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, from, to, [1, 2, 3, 4]);
        return (authority, signed.CopyWithPrivateKey(key));
    }
}

/// <summary>An answer of the server.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonNode? Body, HttpResponseHeaders Headers)
{
    /// <summary>The error code in either of Azure's shapes.</summary>
    public string? Code => (string?)(Body?["error"]?["code"] ?? Body?["code"]);

    public string? Message => (string?)(Body?["error"]?["message"] ?? Body?["message"]);

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
