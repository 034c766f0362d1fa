using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Pods;

/// <summary>One probe of a container: httpGet, tcpSocket, or exec of <c>curl</c> (done as the request it would make).</summary>
internal sealed class ContainerProbe(JsonObject spec, JsonObject container, string podIP, Func<int, bool, int?> findPort, ContainerExec exec)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    public TimeSpan InitialDelay => Seconds("initialDelaySeconds", 0);

    public TimeSpan Period => Seconds("periodSeconds", 10);

    public int FailureThreshold => spec.Number("failureThreshold") ?? 3;

    public int SuccessThreshold => spec.Number("successThreshold") ?? 1;

    private TimeSpan Timeout => Seconds("timeoutSeconds", 1);

    /// <summary>Probes once. Null is success, anything else what went wrong.</summary>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        try
        {
            if (spec["httpGet"] is JsonObject get)
                return await GetAsync(get, limit.Token);
            if (spec.At("tcpSocket", "port") is { } port)
                return await ConnectAsync(PortOf(port), limit.Token);
            return await ExecAsync(spec.Texts("exec", "command"), limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"probe timed out after {Timeout.TotalSeconds:0}s");
        }
    }

    private TimeSpan Seconds(string property, int otherwise) => TimeSpan.FromSeconds(spec.Number(property) ?? otherwise);

    private int PortOf(JsonNode? port) => int.TryParse(port?.ToString(), CultureInfo.InvariantCulture, out var number)
        ? number
        : container.Objects("ports").FirstOrDefault(item => item.Text("name") == port?.ToString()).Number("containerPort") ?? 0;

    private async Task<string?> GetAsync(JsonObject get, CancellationToken cancellationToken)
    {
        var port = PortOf(get["port"]);
        var path = get.Text("path") ?? "/";
        var url = $"http://{podIP}:{port}{path}";
        if (findPort(port, true) is not { } actual)
            return $"Get \"{url}\": dial tcp {podIP}:{port}: connect: connection refused";
        var (status, error) = await RequestAsync(actual, path, get, cancellationToken);
        if (error is not null)
            return $"Get \"{url}\": {error}";
        return status is >= 200 and < 400 ? null : $"HTTP probe failed with statuscode: {status}";
    }

    private async Task<string?> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var refused = $"dial tcp {podIP}:{port}: connect: connection refused";
        if (findPort(port, true) is not { } actual)
            return refused;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", actual, cancellationToken);
            return null;
        }
        catch (SocketException)
        {
            return refused;
        }
    }

    private async Task<string?> ExecAsync(List<string> command, CancellationToken cancellationToken)
    {
        if (command.FirstOrDefault() == "curl" && command.FindLast(static word => word.StartsWith("http://", StringComparison.Ordinal)) is { } url)
            return await CurlAsync(new Uri(url), command, cancellationToken);

        using var output = new MemoryStream();
        int code;
        try
        {
            code = await exec.RunAsync(command, null, output, output, cancellationToken);
        }
        catch (StatusException exception)
        {
            return exception.Message;
        }

        return code == 0 ? null : System.Text.Encoding.UTF8.GetString(output.ToArray()).Trim() is { Length: > 0 } text ? text : $"command exited with {code}";
    }

    private async Task<string?> CurlAsync(Uri url, List<string> command, CancellationToken cancellationToken)
    {
        if (!url.IsLoopback || findPort(url.Port, false) is not { } actual)
            return $"curl: (7) Failed to connect to {url.Host} port {url.Port} after 0 ms: Could not connect to server";
        var (status, error) = await RequestAsync(actual, url.PathAndQuery, null, cancellationToken);
        if (error is not null)
            return $"curl: (56) {error}";
        var fails = command.Exists(static word => word is "--fail" or ['-', not '-', ..] && word.Contains('f', StringComparison.Ordinal));
        return fails && status >= 400 ? $"curl: (22) The requested URL returned error: {status}" : null;
    }

    private static async Task<(int Status, string? Error)> RequestAsync(int port, string path, JsonObject? get, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}{path}");
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("kube-probe", "1.0"));
            foreach (var header in get.Objects("httpHeaders"))
                request.Headers.TryAddWithoutValidation(header.Text("name") ?? "", header.Text("value"));
            using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return ((int)response.StatusCode, null);
        }
        catch (HttpRequestException exception)
        {
            return (0, exception.Message);
        }
    }
}
