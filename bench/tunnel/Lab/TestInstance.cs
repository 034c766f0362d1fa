using System.Reflection;
using System.Security.Cryptography;

namespace OpenClaw.Bench.Lab;

/// <summary>What the tunnel takes for an OpenClaw instance, in a namespace of its own: a plain HTTP server on the gateway's port.</summary>
internal sealed class TestInstance : IAsyncDisposable
{
    /// <summary>The gateway's port in the pod.</summary>
    public const int Port = 18789;

    private TestInstance(Cluster cluster, string name, string ns, string canary) =>
        (Cluster, Name, Namespace, Canary) = (cluster, name, ns, canary);

    /// <summary>Where it is.</summary>
    public Cluster Cluster { get; }

    /// <summary>The instance's name.</summary>
    public string Name { get; }

    /// <summary>Its namespace.</summary>
    public string Namespace { get; }

    /// <summary>The gateway token in its Secret, which must show nowhere.</summary>
    public string Canary { get; }

    /// <summary>Makes one and waits until it is ready.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="image">An image with Node 18 or later.</param>
    public static async Task<TestInstance> CreateAsync(Cluster cluster, string image)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var instance = new TestInstance(cluster, "bench", $"openclaw-bench-{id}", $"canary-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}");
        var server = string.Join('\n', Resource("server.mjs").Split('\n').Select(static line => $"    {line}"));
        await cluster.ApplyAsync(Resource("pod.yaml")
            .Replace("{labels}", "{app: {name}, app.kubernetes.io/instance: {name}, app.kubernetes.io/managed-by: openclaw, app.kubernetes.io/part-of: openclaw}", StringComparison.Ordinal)
            .Replace("{name}", instance.Name, StringComparison.Ordinal)
            .Replace("{namespace}", instance.Namespace, StringComparison.Ordinal)
            .Replace("{canary}", instance.Canary, StringComparison.Ordinal)
            .Replace("{image}", image, StringComparison.Ordinal)
            .Replace("{server}", server, StringComparison.Ordinal));
        await instance.WaitAsync();
        return instance;
    }

    /// <summary>The name of the pod that is there now.</summary>
    public async Task<string> PodAsync() =>
        (await Cluster.RunAsync("get", "pod", "-n", Namespace, "-l", $"app={Name}", "-o", "jsonpath={.items[0].metadata.name}")).Trim();

    /// <summary>Deletes the pod; the Deployment makes another.</summary>
    /// <param name="pod">The pod.</param>
    public Task DeletePodAsync(string pod) => Cluster.RunAsync("delete", "pod", "-n", Namespace, pod, "--wait=false");

    /// <summary>Waits until the Deployment's pod is ready.</summary>
    public Task WaitAsync() => Cluster.RunAsync("rollout", "status", "-n", Namespace, $"deployment/{Name}", "--timeout=180s");

    /// <summary>Waits until a pod other than the given one is ready, and returns its name.</summary>
    /// <param name="old">The pod that was deleted.</param>
    public async Task<string> WaitForNextAsync(string old)
    {
        await Cluster.RunAsync("wait", "-n", Namespace, $"pod/{old}", "--for=delete", "--timeout=120s");
        await WaitAsync();
        return await PodAsync();
    }

    /// <summary>A token that may do in the cluster what an administrator may, for as long as this instance is there.</summary>
    public async Task<string> TokenAsync()
    {
        await Cluster.RunAsync("create", "serviceaccount", "-n", Namespace, "bench");
        await Cluster.RunAsync("create", "rolebinding", "-n", Namespace, "bench", "--clusterrole=cluster-admin", $"--serviceaccount={Namespace}:bench");
        return (await Cluster.RunAsync("create", "token", "-n", Namespace, "bench", "--duration=4h")).Trim();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Cluster.RunAsync("delete", "namespace", Namespace, "--wait=false");

    private static string Resource(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
