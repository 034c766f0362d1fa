using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Pods;
using OpenClaw.Sandbox.Tests.Arm;
using OpenClaw.Sandbox.Tests.Pods;

namespace OpenClaw.Sandbox.Tests.Hosting;

public sealed class SandboxProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_where_it_is_and_leaves_nothing_behind_when_its_input_ends()
    {
        using var process = Start();
        var ready = await ReadyAsync(process);
        var home = ready.Text("home")!;
        Assert.Equal(process.Id, ready.Number("processId"));
        Assert.Equal(home, Path.GetDirectoryName(ready.Text("modelConfig")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ready.Text("modelConfig")!));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(home));
        }

        using var client = new HttpClient(TrustedHttp.NewHandler(ready.Text("certificateAuthority")));
        using var refused = await client.GetAsync(new Uri(ready.Text("resourceManagerEndpoint") + "subscriptions?api-version=2022-12-01"), Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var log = JsonNode.Parse(await client.GetStringAsync(new Uri(ready.Text("adminEndpoint") + "requests"), Cancellation));
        Assert.Equal("/subscriptions", log.Objects("resourceManager").Single().Text("path"));

        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        Assert.Equal(0, process.ExitCode);
        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public async Task No_process_of_a_pod_outlives_a_killed_sandbox()
    {
        using var process = Start();
        var ready = await ReadyAsync(process);
        try
        {
            using var client = await CreateClusterAsync(ready);
            await client.CreateAsync(
            [
                SampleObjects.Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"openclaw-ns"}}"""),
                SampleObjects.Secret(), SampleObjects.Claim(), SampleObjects.GatewayConfig(), SampleObjects.Gateway(),
            ]);
            await client.WaitForPodAsync(TestCluster.Namespace, static pod => pod.Condition("Ready") == "True");
            var lease = Directory.GetFiles(ready.Text("home")!, "gateway-owner.json", SearchOption.AllDirectories).Single();
            var id = int.Parse(JsonNode.Parse(await File.ReadAllTextAsync(lease, Cancellation))!["pid"]!.ToString(), CultureInfo.InvariantCulture);
            using var gateway = Process.GetProcessById(id);

            process.Kill();
            await gateway.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        }
        finally
        {
            process.Kill();
            Directory.Delete(ready.Text("home")!, recursive: true);
        }
    }

    [Fact]
    public async Task A_folder_that_is_in_use_is_refused()
    {
        var home = Directory.CreateTempSubdirectory("openclaw-test-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(home, "mine.txt"), "", Cancellation);
            using var process = Start("--home", home);
            await process.WaitForExitAsync(Cancellation);
            Assert.Equal(1, process.ExitCode);
            Assert.Contains("is not empty", await process.StandardError.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(home, "mine.txt")));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static Process Start(params string[] arguments)
    {
        var info = new ProcessStartInfo(DotnetHost.Path)
        {
            ArgumentList = { typeof(SandboxHost).Assembly.Location, "--ready-json" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        return Process.Start(info)!;
    }

    private static async Task<JsonObject> ReadyAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        if (line is null)
            Assert.Fail(await process.StandardError.ReadToEndAsync(Cancellation));
        return JsonNode.Parse(line)!.AsObject();
    }

    private static async Task<KubeClient> CreateClusterAsync(JsonObject ready)
    {
        var authority = ready.Text("certificateAuthority")!;
        using var arm = new HttpClient(TrustedHttp.NewHandler(authority)) { BaseAddress = new Uri(ready.Text("resourceManagerEndpoint")!) };
        arm.DefaultRequestHeaders.Authorization = new("Bearer", ready.Text("accessToken"));
        var group = $"/subscriptions/{ready.Text("subscriptionId")}/resourceGroups/demo-RG";
        var cluster = $"{group}/providers/Microsoft.ContainerService/managedClusters/demo-aks";
        const string version = "?api-version=2026-06-01";

        using var madeGroup = await arm.PutAsync($"{group}?api-version=2022-09-01", Json(new JsonObject { ["location"] = "eastus2" }), Cancellation);
        madeGroup.EnsureSuccessStatusCode();
        using var made = await arm.PutAsync(cluster + version, Json(ArmServer.ClusterBody()), Cancellation);
        made.EnsureSuccessStatusCode();
        while (JsonNode.Parse(await arm.GetStringAsync(cluster + version, Cancellation)).Text("properties", "provisioningState") != "Succeeded")
            await Task.Delay(100, Cancellation);

        using var answer = await arm.PostAsync($"{cluster}/listClusterUserCredential{version}", null, Cancellation);
        var encoded = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).Objects("kubeconfigs").Single().Text("value")!;
        var lines = Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).Split('\n').Select(static line => line.Trim()).ToList();
        string Value(string key) => lines.First(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..].Trim().Trim('"');
        return new KubeClient(new Uri(Value("server:")), authority, Value("token:"));
    }

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");
}
