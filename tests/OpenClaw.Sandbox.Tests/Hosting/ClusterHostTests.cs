using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Tests.Pods;

namespace OpenClaw.Sandbox.Tests.Hosting;

public sealed class ClusterHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_install_over_the_api_answers_a_chat_through_the_offline_model()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxHostOptions(), Cancellation);
        var credentials = await host.Clusters.StartAsync("/c/1", "demo-aks", "1.34.2", [new("system", 1, "Standard_D2s_v5")], Cancellation);
        using var client = new KubeClient(credentials.Server, host.CertificateAuthorityPath, credentials.Token);
        await client.CreateAsync([NewNamespace(), .. Objects(host)]);
        await client.WaitForPodAsync(TestCluster.Namespace, static pod => IsReady(pod, "openclaw-llmproxy"));
        var gateway = await client.WaitForPodAsync(TestCluster.Namespace, static pod => IsReady(pod, "openclaw"));

        using var chat = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
                await host.PodRuntimeOf("/c/1")!.ConnectAsync(TestCluster.Namespace, gateway.Name(), 18789, token),
        });
        chat.DefaultRequestHeaders.Authorization = new("Bearer", SampleObjects.GatewayToken);
        using var response = await chat.PostAsJsonAsync(
            "http://127.0.0.1:18789/v1/chat/completions",
            new { model = "openclaw/default", messages = new[] { new { role = "user", content = "Reply with nonce-7" } } },
            Cancellation);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("nonce-7", (answer.At("choices") as JsonArray)?.FirstOrDefault().Text("message", "content"));
    }

    [Fact]
    public async Task A_stopped_cluster_comes_back_at_its_port_with_its_objects_and_pods()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxHostOptions(), Cancellation);
        var before = await host.Clusters.StartAsync("/c/1", "demo-aks", "1.34.2", [new("system", 1, "Standard_D2s_v5")], Cancellation);
        using var client = new KubeClient(before.Server, host.CertificateAuthorityPath, before.Token);
        await client.CreateAsync([NewNamespace(), SampleObjects.Pod("sleeper", "sleep 1000")]);
        await client.WaitForPodAsync(TestCluster.Namespace, static pod => IsReady(pod, "sleeper"));

        await host.Clusters.StopAsync("/C/1");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/version"));
        var after = await host.Clusters.ResumeAsync("/c/1", Cancellation);

        Assert.Equal(before, after);
        var pod = await client.WaitForPodAsync(TestCluster.Namespace, static pod =>
            IsReady(pod, "sleeper") && pod.Objects("status", "containerStatuses").First().Number("restartCount") == 1);
        Assert.Equal("sleeper", pod.Name());
        await Assert.ThrowsAsync<KeyNotFoundException>(() => host.Clusters.ResumeAsync("/c/2", Cancellation));
    }

    [Fact]
    public async Task The_client_certificate_is_an_administrator_too()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxHostOptions(), Cancellation);
        var credentials = await host.Clusters.StartAsync("/c/1", "demo-aks", "1.34.2", [new("system", 1, "Standard_D2s_v5")], Cancellation);
        using var pem = X509Certificate2.CreateFromPem(credentials.ClientCertificatePem, credentials.ClientKeyPem);
        using var handler = TrustedHttp.NewHandler(host.CertificateAuthorityPath);
        handler.SslOptions.ClientCertificates = [pem];
        using var client = new HttpClient(handler) { BaseAddress = credentials.Server };
        var nodes = JsonNode.Parse(await client.GetStringAsync("/api/v1/nodes", Cancellation));
        Assert.Equal("True", nodes.Objects("items").Single().Condition("Ready"));
    }

    private static JsonObject NewNamespace() => SampleObjects.Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"openclaw-ns"}}""");

    private static IEnumerable<JsonObject> Objects(SandboxHost host)
    {
        var model = JsonNode.Parse(File.ReadAllText(host.ModelConfigPath)).Objects("azureOpenAI").Single();
        var objects = SampleObjects.All(new Uri(model.Text("endpoint")!)).ToList();
        objects.First(static obj => obj.Text("kind") == "Secret").Ensure("data")["AZURE_OPENAI_KEY_0"] =
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(model.Text("key")!));
        return objects;
    }

    private static bool IsReady(JsonObject pod, string app) =>
        pod.Text("metadata", "labels", "app") == app && !pod.IsDeleting() && pod.Condition("Ready") == "True";
}
