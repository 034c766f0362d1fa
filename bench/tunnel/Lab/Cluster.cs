using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OpenClaw.Bench.Lab;

/// <summary>A cluster as kubectl sees it: the current context of a kubeconfig.</summary>
internal sealed class Cluster
{
    private Cluster(string kubectl, string kubeConfig, JsonNode config)
    {
        (Kubectl, KubeConfig, Config) = (kubectl, kubeConfig, config);
        Server = new(config["clusters"]![0]!["cluster"]!["server"]!.GetValue<string>());
    }

    /// <summary>The kubeconfig, with what it refers to in it.</summary>
    public JsonNode Config { get; }

    /// <summary>The kubectl that is measured and that prepares the cluster.</summary>
    public string Kubectl { get; }

    /// <summary>The kubeconfig's path.</summary>
    public string KubeConfig { get; }

    /// <summary>The API server.</summary>
    public Uri Server { get; }

    /// <summary>The name of the context.</summary>
    public string Context => Config["current-context"]!.GetValue<string>();

    /// <summary>Reads a kubeconfig.</summary>
    /// <param name="kubectl">The kubectl to use.</param>
    /// <param name="kubeConfig">Its path.</param>
    public static async Task<Cluster> ReadAsync(string kubectl, string kubeConfig)
    {
        var text = await ExecuteAsync(kubectl, null, "--kubeconfig", kubeConfig, "config", "view", "--raw", "--flatten", "--minify", "-o", "json");
        return new(kubectl, kubeConfig, JsonNode.Parse(text)!);
    }

    /// <summary>Runs kubectl and returns what it prints; throws with its words when it fails.</summary>
    /// <param name="arguments">Its arguments.</param>
    public Task<string> RunAsync(params string[] arguments) => ExecuteAsync(Kubectl, null, ["--kubeconfig", KubeConfig, .. arguments]);

    /// <summary>Applies a manifest.</summary>
    /// <param name="manifest">YAML.</param>
    public Task ApplyAsync(string manifest) => ExecuteAsync(Kubectl, manifest, "--kubeconfig", KubeConfig, "apply", "-f", "-");

    /// <summary>The version of the API server, such as v1.36.2.</summary>
    public async Task<string> VersionAsync() =>
        JsonNode.Parse(await RunAsync("version", "-o", "json"))!["serverVersion"]!["gitVersion"]!.GetValue<string>();

    /// <summary>The version of kubectl.</summary>
    public async Task<string> KubectlVersionAsync() =>
        JsonNode.Parse(await RunAsync("version", "-o", "json"))!["clientVersion"]!["gitVersion"]!.GetValue<string>();

    /// <summary>Writes a kubeconfig that goes to the same server by another port of this machine.</summary>
    /// <param name="port">The port.</param>
    /// <param name="path">Where to write it.</param>
    public async Task<Cluster> ThroughAsync(int port, string path)
    {
        var config = Config.DeepClone();
        var cluster = config["clusters"]![0]!["cluster"]!.AsObject();
        cluster["server"] = $"https://127.0.0.1:{port}";
        cluster["tls-server-name"] ??= Server.Host;
        await WriteAsync(path, config);
        return await ReadAsync(Kubectl, path);
    }

    /// <summary>Writes a kubeconfig that goes to a server of another certificate authority, with a token.</summary>
    /// <param name="port">The server's port on this machine.</param>
    /// <param name="authority">The authority's certificate, PEM.</param>
    /// <param name="token">The bearer token.</param>
    /// <param name="path">Where to write it.</param>
    public async Task<Cluster> ThroughAsync(int port, string authority, string token, string path)
    {
        var config = Config.DeepClone();
        config["clusters"]![0]!["cluster"] = new JsonObject
        {
            ["server"] = $"https://127.0.0.1:{port}",
            ["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(authority)),
        };
        config["users"]![0]!["user"] = new JsonObject { ["token"] = token };
        await WriteAsync(path, config);
        return await ReadAsync(Kubectl, path);
    }

    private static async Task WriteAsync(string path, JsonNode config)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(config.ToJsonString());
    }

    private static async Task<string> ExecuteAsync(string kubectl, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(kubectl, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"kubectl {string.Join(' ', arguments)}: {await errors}");
    }
}
