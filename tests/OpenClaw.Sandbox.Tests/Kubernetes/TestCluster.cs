using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Tests.Kubernetes;

/// <summary>An API server of its own for one test, and clients for it.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public const string Token = "test-token";

    private readonly X509Certificate2 _authority;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openclaw-api-");

    private TestCluster(KubernetesCluster cluster, X509Certificate2 authority)
    {
        Cluster = cluster;
        _authority = authority;
        Client = NewClient();
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public KubernetesCluster Cluster { get; }

    public HttpClient Client { get; }

    public FakePodRuntime Runtime { get; } = new();

    public string Folder => _folder.FullName;

    public static async Task<TestCluster> StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var cluster = await KubernetesCluster.StartAsync(
            new KubernetesClusterOptions
            {
                Name = "test",
                CertificateAuthority = authority,
                AuthenticateToken = token => token == Token ? "tester" : null,
            },
            TestContext.Current.CancellationToken);
        var test = new TestCluster(cluster, authority);
        cluster.PodRuntime = test.Runtime;
        await File.WriteAllTextAsync(test.KubeConfig, test.KubeConfigText(), TestContext.Current.CancellationToken);
        return test;
    }

    public string KubeConfig => Path.Combine(Folder, "config");

    public HttpClient NewClient(X509Certificate2? certificate = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) => IsTrusted(server);
        if (certificate is not null) handler.SslOptions.ClientCertificates = [certificate];
        return new HttpClient(handler) { BaseAddress = Cluster.Endpoint };
    }

    /// <summary>Whether a server's certificate is signed by this cluster's authority.</summary>
    public bool IsTrusted(X509Certificate? server)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build((X509Certificate2)server!);
    }

    /// <summary>A client certificate of this cluster's authority, or of another.</summary>
    public X509Certificate2 NewClientCertificate(bool isForeign = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("O=testers, CN=someone", key, HashAlgorithmName.SHA256);
        if (isForeign) return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var certificate = request.Create(_authority, _authority.NotBefore, _authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    public async Task<(int Status, JsonObject Body)> SendAsync(HttpMethod method, string path, string? body = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(contentType));
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(text)!.AsObject());
    }

    public Task<(int Status, JsonObject Body)> ApplyAsync(string path, string body, string manager = "one", bool force = false) => SendAsync(
        HttpMethod.Patch, $"{path}?fieldManager={manager}{(force ? "&force=true" : "")}", body, "application/apply-patch+yaml");

    public Task<Kubectl.Result> KubectlAsync(string arguments, string? input = null) => Kubectl.RunAsync(KubeConfig, arguments, input);

    /// <summary>A pod that looks like one that runs.</summary>
    public JsonObject RunPod(string name)
    {
        var store = Cluster.Store;
        store.Create(
            JsonNode.Parse($$$"""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default","labels":{"app":"{{{name}}}"}},
                 "spec":{"containers":[{"name":"main","image":"i:1","ports":[{"containerPort":80}]}]}}
                """)!.AsObject(), "test");
        store.Update("v1", "Pod", "default", name, p => { p["spec"]!["nodeName"] = "node"; return true; }, "scheduler");
        return store.Update(
            "v1", "Pod", "default", name, p =>
            {
                p["status"] = JsonNode.Parse("""
                    {"phase":"Running","podIP":"127.0.0.1","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[
                      {"name":"main","image":"i:1","imageID":"","ready":true,"restartCount":2,"started":true,"state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}}}]}
                    """);
                return true;
            }, "kubelet", "status")!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Cluster.DisposeAsync();
        _authority.Dispose();
        _folder.Delete(true);
    }

    private string KubeConfigText() => $$"""
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
        - name: test
          cluster:
            server: "{{Cluster.Endpoint.GetLeftPart(UriPartial.Authority)}}"
            certificate-authority-data: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(_authority.ExportCertificatePem()))}}
        users: [{name: test, user: {token: __TOKEN__} }]
        contexts: [{name: test, context: {cluster: test, user: test, namespace: default} }]
        """.Replace("__TOKEN__", Token, StringComparison.Ordinal);
}
