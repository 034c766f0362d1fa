using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Kubernetes.Storage;
using OpenClaw.Sandbox.Models;

namespace OpenClaw.Sandbox.Tests.Pods;

/// <summary>A cluster without an API server, and an Azure OpenAI endpoint for its relay: what these tests look at is behind both.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public const string Namespace = "openclaw-ns";
    private readonly CertificateAuthority authority = new();
    private readonly string folder = Directory.CreateTempSubdirectory("openclaw-test-").FullName;
    private ClusterRuntime? runtime;
    private WebApplication? azure;

    public ObjectStore Store { get; } = new();

    public Uri AzureEndpoint => LoopbackServer.AddressOf(azure!);

    public string Folder => folder;

    public IPodRuntime Pods => runtime!.PodRuntime;

    public static async Task<TestCluster> StartAsync(string nodeSize = "Standard_D2s_v5")
    {
        var cluster = new TestCluster();
        var authorityPath = Path.Combine(cluster.folder, "ca.pem");
        await File.WriteAllTextAsync(authorityPath, cluster.authority.Pem, TestContext.Current.CancellationToken);
        cluster.azure = await LoopbackServer.StartAsync(
            app => new AzureOpenAIEndpoint(SampleObjects.AzureKey, "gpt-5.2").Map(app), cluster.authority.NewServerCertificate());
        cluster.runtime = await ClusterRuntime.StartAsync(
            cluster.Store,
            new ClusterRuntimeOptions(Path.Combine(cluster.folder, "cluster"), "v1.34.2", [new("system", 1, nodeSize)], authorityPath),
            TestContext.Current.CancellationToken);
        cluster.Create(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = Namespace },
        });
        return cluster;
    }

    public JsonObject Create(JsonObject obj) => Store.Create(obj, "test");

    public void Create(IEnumerable<JsonObject> objects)
    {
        foreach (var obj in objects)
            Create(obj);
    }

    /// <summary>Waits until an object of a kind, in the tests' namespace, is as wanted.</summary>
    public async Task<JsonObject> WaitAsync(string apiVersion, string kind, Func<JsonObject, bool> wanted, int seconds = 30)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        JsonObject? last = null;
        try
        {
            await foreach (var change in Store.WatchAsync(apiVersion, kind, limit.Token))
            {
                if (change.Object.Namespace() is { Length: > 0 } ns && ns != Namespace)
                    continue;
                last = change.Object;
                if (change.Type != "DELETED" && wanted(change.Object))
                    return change.Object;
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
        }

        var events = string.Join('\n', Store.List("v1", "Event", Namespace).Select(item => $"{item.Text("reason")}: {item.Text("message")}"));
        throw new TimeoutException($"no {kind} came to be as wanted; the last was {last?["status"]}\n{events}");
    }

    /// <summary>Waits, looking at each change of a volume, until something holds.</summary>
    public async Task WaitUntilAsync(Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (!holds())
            await Task.Delay(20, limit.Token);
    }

    public Task<JsonObject> WaitForPodAsync(string app, Func<JsonObject, bool> wanted, int seconds = 30) =>
        WaitAsync("v1", "Pod", pod => pod.Text("metadata", "labels", "app") == app && !pod.IsDeleting() && wanted(pod), seconds);

    public Task<JsonObject> WaitForReadyAsync(string app) => WaitForPodAsync(app, static pod => pod.Condition("Ready") == "True");

    public Task<JsonObject> WaitForEventAsync(string reason) => WaitAsync("v1", "Event", item => item.Text("reason") == reason);

    /// <summary>A client whose connections go to a port of a pod.</summary>
    public HttpClient Connect(JsonObject pod, int port) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, token) => await Pods.ConnectAsync(pod.Namespace(), pod.Name(), port, token),
    })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}"),
    };

    public async Task<List<string>> ReadLogAsync(JsonObject pod, string container = "", bool previous = false)
    {
        var lines = new List<string>();
        await foreach (var line in Pods.ReadLogAsync(pod.Namespace(), pod.Name(), container, previous, false, TestContext.Current.CancellationToken))
            lines.Add(line.Text);
        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        if (runtime is not null)
            await runtime.DisposeAsync();
        if (azure is not null)
            await azure.DisposeAsync();
        authority.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
