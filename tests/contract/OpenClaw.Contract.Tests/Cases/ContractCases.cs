using System.Globalization;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

/// <summary>A group of cases, each run in a namespace of its own.</summary>
public abstract class ContractCases(ContractCluster cluster) : IAsyncLifetime
{
    /// <summary>The cluster the cases run against.</summary>
    protected ContractCluster Cluster { get; } = cluster;

    /// <summary>The case's namespace.</summary>
    protected string Namespace { get; } = "contract-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12];

    protected string ConfigMaps => $"/api/v1/namespaces/{Namespace}/configmaps";

    protected string Secrets => $"/api/v1/namespaces/{Namespace}/secrets";

    protected string Services => $"/api/v1/namespaces/{Namespace}/services";

    protected string Pods => $"/api/v1/namespaces/{Namespace}/pods";

    protected string Deployments => $"/apis/apps/v1/namespaces/{Namespace}/deployments";

    /// <summary>A ConfigMap with these entries.</summary>
    protected static string ConfigMap(string name, params (string Key, string Value)[] data)
    {
        var entries = string.Join(", ", data.Select(entry => $"\"{entry.Key}\": \"{entry.Value}\""));
        return $$$"""{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "{{{name}}}"}, "data": { {{{entries}}} }}""";
    }

    /// <summary>A Deployment of no replicas whose pods have one container.</summary>
    protected static string Deployment(string name, string image = "registry.invalid/program:1", int replicas = 0, string label = "")
        => $$$"""
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "{{{name}}}"}, "spec": {"replicas": {{{replicas}}},
         "selector": {"matchLabels": {"app": "{{{name}}}"}},
         "template": {"metadata": {"labels": {"app": "{{{(label.Length > 0 ? label : name)}}}"}},
                      "spec": {"containers": [{"name": "main", "image": "{{{image}}}"}]} } } }
        """;

    /// <summary>Creates a pod, as soon as the new namespace has the service account that pods need.</summary>
    protected async Task<Answer> CreatePodAsync(string body)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await Cluster.CreateAsync(Pods, body);
            if (tries == 100 || !answer.Text.Contains("service account", StringComparison.Ordinal) && !answer.Text.Contains("serviceaccount \\\"", StringComparison.Ordinal))
                return answer;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask InitializeAsync()
    {
        Cluster.Require();
        (await Cluster.CreateAsync("/api/v1/namespaces", $$$"""{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "{{{Namespace}}}"}}"""))
            .Is(System.Net.HttpStatusCode.Created);
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DeleteAsync($"/api/v1/namespaces/{Namespace}");
        GC.SuppressFinalize(this);
    }
}
