using System.Diagnostics;
using System.Globalization;
using OpenClaw.Bench.Lab;

namespace OpenClaw.Bench.Contenders;

/// <summary>A way to forward a port to the instance's pod.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Command">Makes the command line for an instance, the kubeconfig to reach it by, its pod, and the local port.</param>
internal sealed record Contender(string Name, Func<TestInstance, string, string, int, ProcessStartInfo> Command)
{
    /// <summary>kubectl port-forward, to the pod as that is what it ends up with anyway.</summary>
    public static Contender Kubectl { get; } = new("kubectl", static (instance, kubeConfig, pod, port) => new(
        instance.Cluster.Kubectl,
        ["--kubeconfig", kubeConfig, "port-forward", "-n", instance.Namespace, $"pod/{pod}", $"{port}:{TestInstance.Port}", "--address", "127.0.0.1"]));

    /// <summary>The official C# client's way, as its example does it; the package is not to be had here, so it is written from the protocol.</summary>
    public static Contender WebSocketEach { get; } = new("one WebSocket each", static (instance, kubeConfig, pod, port) => new(
        Environment.ProcessPath!,
        [
            .. Assembly(typeof(Contender).Assembly.Location), "websocket-each", kubeConfig, instance.Namespace, pod,
            port.ToString(CultureInfo.InvariantCulture),
        ]));

    /// <summary>The product: openclaw-aks tunnel.</summary>
    /// <param name="program">Path of openclaw-aks.dll.</param>
    public static Contender OpenClaw(string program) => new("openclaw-aks tunnel", (instance, kubeConfig, _, port) => new(
        "dotnet",
        [
            program, "tunnel", instance.Name, "--namespace", instance.Namespace, "--kubeconfig", kubeConfig,
            "--local-port", port.ToString(CultureInfo.InvariantCulture),
        ]));

    /// <summary>Starts it.</summary>
    /// <param name="instance">Where to.</param>
    /// <param name="kubeConfig">The kubeconfig to reach the cluster by; null for the cluster's own.</param>
    public async Task<Forwarder> StartAsync(TestInstance instance, string? kubeConfig = null)
    {
        var port = Forwarder.FreePort();
        return await Forwarder.StartAsync(Command(instance, kubeConfig ?? instance.Cluster.KubeConfig, await instance.PodAsync(), port), port);
    }

    // Under "dotnet bench.dll" the process is dotnet and wants the assembly; an executable of its own does not.
    private static string[] Assembly(string path) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [path] : [];
}
