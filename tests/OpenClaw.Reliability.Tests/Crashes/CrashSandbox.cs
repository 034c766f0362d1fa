using System.Security;
using System.Text.Json.Nodes;
using OpenClaw.Azure;
using OpenClaw.Models;
using OpenClaw.Operations;
using OpenClaw.Reliability.Cluster;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Reliability.Crashes;

/// <summary>A sandbox for one killed process: real servers in this process, clusters at once, pods Ready at once, the same models in each.</summary>
internal sealed class CrashSandbox : IAsyncDisposable
{
    public const string Name = "crash";
    public const string Model = "gpt-5.2";

    /// <summary>The VM size that a cluster's nodes are moved to.</summary>
    public const string NodeSize = "Standard_D4s_v5";

    /// <summary>Another image than the one that is installed.</summary>
    public const string OtherImage = "ghcr.io/openclaw/openclaw:2026.9.7";

    private readonly SandboxHost _host;
    private readonly HttpClient _http;
    private readonly string _modelConfigPath;
    private readonly bool _runsPods;

    private CrashSandbox(SandboxHost host, bool runsPods)
    {
        (_host, _runsPods) = (host, runsPods);
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        _http = new HttpClient(handler) { BaseAddress = host.Endpoint };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", host.Describe().Text("accessToken"));
        // Who runs programs can have a chat with the sandbox's own model.
        _modelConfigPath = runsPods ? host.ModelConfigPath : Path.Combine(host.Describe().Text("home")!, "models.json");
    }

    /// <summary>The cluster's objects; null while there is no cluster.</summary>
    public IObjectStore? Store { get; private set; }

    /// <summary>Starts one.</summary>
    /// <param name="hooks">What is done to its requests.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    /// <param name="runsPods">Pods are processes of this machine, in which commands can be run.</param>
    public static async Task<CrashSandbox> StartAsync(RequestHooks hooks, CancellationToken cancellationToken, bool runsPods = false)
    {
        CrashSandbox? sandbox = null;
        var host = await SandboxHost.StartAsync(
            new SandboxHostOptions
            {
                Hooks = hooks,
                ProvisioningTime = TimeSpan.Zero,
                NewKubelet = runsPods ? null : store =>
                {
                    sandbox!.Store = store;
                    return new InstantKubelet(store);
                },
            },
            cancellationToken);
        sandbox = new CrashSandbox(host, runsPods);
        if (runsPods)
            return sandbox;
        await File.WriteAllTextAsync(sandbox._modelConfigPath, """
            {
              "apiVersion": "2025-04-01-preview",
              "deploymentName": "gpt-5.2",
              "azureOpenAI": [
                { "name": "one", "endpoint": "https://one.openai.azure.com/", "key": "0123456789abcdef0123456789abcdef" },
                { "name": "two", "endpoint": "https://two.openai.azure.com/", "key": "fedcba9876543210fedcba9876543210" }
              ]
            }
            """, cancellationToken);
        return sandbox;
    }

    /// <summary>What a process must know to work on it.</summary>
    /// <param name="model">The model it is to install.</param>
    /// <param name="action">What it is to do.</param>
    /// <param name="image">The image OpenClaw is to have; null leaves it.</param>
    public JsonObject Describe(string model, string action = "install", string? image = null)
    {
        var text = _host.Describe();
        text["modelConfig"] = _modelConfigPath;
        text["name"] = Name;
        text["modelName"] = model;
        text["flow"] = action;
        text["nodeSize"] = NodeSize;
        text["image"] = image;
        if (_runsPods)
            text["runsPods"] = true;
        return text;
    }

    /// <summary>The whole flow in this process.</summary>
    public async Task<OpenClawInstance> RunFlowAsync(
        string model, OperationContext context, CancellationToken cancellationToken, string image = InstallOptions.DefaultOpenClawImage)
    {
        var config = await ModelConfigReader.ReadAsync(_modelConfigPath, context, cancellationToken);
        var cluster = await NewClusterOperation.RunAsync(new NewClusterOptions { Name = Name }, SignIn(), context, cancellationToken);
        return await InstallOperation.RunAsync(
            cluster!, new InstallOptions { Name = Name, ModelName = model, OpenClawImage = image }, config, context, cancellationToken);
    }

    /// <summary>The cluster of an earlier run.</summary>
    public async Task<OpenClawCluster> FindClusterAsync(CancellationToken cancellationToken) =>
        Assert.Single(await GetClustersOperation.RunAsync(Name, null, SignIn(), OperationContext.Silent, cancellationToken));

    /// <summary>The model config of every run.</summary>
    public Task<OpenClawModelConfig> ReadModelsAsync(CancellationToken cancellationToken) =>
        ModelConfigReader.ReadAsync(_modelConfigPath, OperationContext.Silent, cancellationToken);

    /// <summary>What Azure Resource Manager shows at a path below the subscription.</summary>
    public async Task<JsonNode> ReadAzureAsync(string path, string apiVersion, CancellationToken cancellationToken) =>
        JsonNode.Parse(await _http.GetStringAsync(
            new Uri($"subscriptions/{_host.SubscriptionId}/{path}?api-version={apiVersion}", UriKind.Relative), cancellationToken))!;

    /// <summary>The sandbox's own log of requests.</summary>
    public async Task<JsonNode> ReadRequestLogAsync(CancellationToken cancellationToken) =>
        JsonNode.Parse(await _http.GetStringAsync(new Uri("sandbox/requests", UriKind.Relative), cancellationToken))!;

    /// <summary>Has the sandbox forget the requests so far.</summary>
    public async Task ForgetRequestsAsync(CancellationToken cancellationToken) =>
        (await _http.DeleteAsync(new Uri("sandbox/requests", UriKind.Relative), cancellationToken)).EnsureSuccessStatusCode();

    /// <summary>The sandbox's folder.</summary>
    public string Home => _host.Describe().Text("home")!;

    /// <summary>The folder with the data of the instance's volume; null when there is no volume yet.</summary>
    public string? VolumeFolder() =>
        Store?.List("v1", "PersistentVolume").SingleOrDefault() is { } volume
            ? Directory.EnumerateDirectories(_host.Describe().Text("home")!, volume.Name(), SearchOption.AllDirectories).Single()
            : null;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    private AzureSignInOptions SignIn()
    {
        var token = new SecureString();
        foreach (var character in _host.Describe().Text("accessToken")!)
            token.AppendChar(character);
        return new AzureSignInOptions
        {
            AccessToken = token,
            ResourceManagerEndpoint = _host.Endpoint,
            CertificateAuthorityPath = _host.CertificateAuthorityPath,
            Subscription = _host.SubscriptionId,
            TenantId = _host.TenantId,
        };
    }
}
