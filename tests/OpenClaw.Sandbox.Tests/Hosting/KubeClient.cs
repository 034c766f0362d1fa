using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Tests.Hosting;

/// <summary>The least that talks to an API server: plain HTTP with a token.</summary>
internal sealed class KubeClient : IDisposable
{
    private readonly HttpClient http;

    public KubeClient(Uri server, string authorityPath, string token)
    {
        http = new HttpClient(TrustedHttp.NewHandler(authorityPath)) { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<JsonNode> GetAsync(string path) =>
        JsonNode.Parse(await http.GetStringAsync(path, Cancellation))!;

    /// <summary>Creates objects of the kinds a release is made of.</summary>
    public async Task CreateAsync(IEnumerable<JsonObject> objects)
    {
        foreach (var obj in objects)
        {
            var group = obj.Text("apiVersion")!;
            var root = group == "v1" ? "/api/v1" : $"/apis/{group}";
            var scope = obj.Text("metadata", "namespace") is { } ns ? $"/namespaces/{ns}" : "";
            using var content = new StringContent(obj.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await http.PostAsync($"{root}{scope}/{obj.Text("kind")!.ToLowerInvariant()}s", content, Cancellation);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
        }
    }

    /// <summary>Watches pods until one is as wanted.</summary>
    public async Task<JsonObject> WaitForPodAsync(string ns, Func<JsonObject, bool> wanted, int seconds = 40)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        using var response = await http.GetAsync(
            $"/api/v1/namespaces/{ns}/pods?watch=true", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (JsonNode.Parse(line)!["object"] is JsonObject pod && wanted(pod))
                return pod;
        }

        throw new EndOfStreamException("the watch ended");
    }

    public void Dispose() => http.Dispose();
}
