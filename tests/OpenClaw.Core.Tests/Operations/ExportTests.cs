using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Tests.Manifests;

namespace OpenClaw.Tests.Operations;

/// <summary>What is exported and applied by kubectl against what Install-OpenClaw does, in a namespace of its own for each test.</summary>
public sealed class ExportTests(InstallCluster fixture) : IClassFixture<InstallCluster>, IAsyncLifetime
{
    private static readonly ResourceKind[] Kinds =
        [ResourceKind.Deployment, ResourceKind.Service, ResourceKind.ConfigMap, ResourceKind.NetworkPolicy, ResourceKind.PersistentVolumeClaim];

    private readonly InstallOptions _options = new()
    {
        Namespace = $"openclaw-test-{Guid.NewGuid():N}"[..30],
        ModelName = "gpt-5.2",
        NoWait = true,
    };

    private readonly OpenClawModelConfig _config = Samples.Config("https://one.openai.azure.com/", "https://two.openai.azure.com/");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        using var client = fixture.Connect();
        await client.DeleteAsync(new(ResourceKind.Namespace, null, _options.Namespace), CancellationToken.None);
    }

    [Fact]
    public async Task Applying_the_export_of_an_instance_changes_nothing_and_it_holds_no_secret()
    {
        using var client = new RecordingClient(fixture.Connect());
        await InstallAsync(client);
        var text = (await ExportAsync(client)).Text;
        var secret = await client.GetAsync(new(ResourceKind.Secret, _options.Namespace, "openclaw-secrets"), Cancellation);
        var values = InstanceSecrets.Decode(secret);
        Assert.Equal(4, values.Count);
        Assert.All(values, v => Assert.DoesNotContain(v.Value, text, StringComparison.Ordinal));
        Assert.All(values, v => Assert.Contains($"#   {v.Key}: ", text, StringComparison.Ordinal));

        Assert.Equal(("", "", 0), await KubectlAsync(text, "diff", "--server-side", "--field-manager", "openclaw", "-f", "-"));
        var before = await VersionsAsync(client);
        Assert.Equal(0, (await KubectlAsync(text, "apply", "--server-side", "--field-manager", "openclaw", "-f", "-")).Code);
        Assert.Equal(before, await VersionsAsync(client));
        var writes = client.Writes.Count();
        await InstallAsync(client);
        Assert.Equal(writes, client.Writes.Count());
    }

    [Fact]
    public async Task From_a_model_config_kubectl_makes_what_Install_makes()
    {
        var text = ExportOperation.Run(_options, _config).Text;
        var (_, errors, code) = await KubectlAsync(text, "apply", "--server-side", "--field-manager", "openclaw", "-f", "-");
        Assert.Equal((0, ""), (code, errors));
        await MakeSecretAsync(text);

        using var client = new RecordingClient(fixture.Connect());
        await InstallAsync(client);
        // The marks of the secrets, and what nobody but Install-OpenClaw keeps.
        Assert.Equal(
            [
                $"!apply Deployment {_options.Namespace}/openclaw",
                $"!apply Deployment {_options.Namespace}/openclaw-llmproxy",
                $"!create ControllerRevision {_options.Namespace}/openclaw-revision-1",
            ],
            client.Writes.Where(static w => !w.Contains(" Lease ", StringComparison.Ordinal)).Order());
        Assert.Equal(
            Regex.Replace((await ExportAsync(client)).Text, "(?m)^(#.*|.*checksum/secrets.*)\n", ""), Regex.Replace(text, "(?m)^#.*\n", ""));
    }

    [Fact]
    public async Task A_kustomize_folder_is_the_same()
    {
        using var client = fixture.Connect();
        await InstallAsync(client);
        var manifest = await ExportAsync(client);
        var files = await manifest.WriteAsync(_folder.FullName, kustomize: true, force: false, OperationContext.Silent, Cancellation);
        Assert.Equal(files.Order(), Directory.GetFiles(_folder.FullName).Order());
        Assert.Equal(("", "", 0), await KubectlAsync(null, "diff", "--server-side", "--field-manager", "openclaw", "-k", _folder.FullName));
    }

    [Fact]
    public async Task Files_are_overwritten_only_with_force_and_others_are_warned_of()
    {
        var manifest = ExportOperation.Run(_options, _config);
        var mine = Path.Combine(_folder.FullName, "1-service-openclaw-svc.yaml");
        await File.WriteAllTextAsync(mine, "mine", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "old.yaml"), "mine", Cancellation);
        var e = await Assert.ThrowsAsync<OpenClawException>(() => manifest.WriteAsync(_folder.FullName, false, false, OperationContext.Silent, Cancellation));
        Assert.Equal(("ExportFileExists", mine), (e.ErrorId, e.Target));
        var no = new OperationContext { ShouldChange = static (_, _, _) => Task.FromResult(false) };
        Assert.Empty(await manifest.WriteAsync(_folder.FullName, false, true, no, Cancellation));
        Assert.Equal(2, _folder.GetFiles().Length);
        Assert.Equal("mine", await File.ReadAllTextAsync(mine, Cancellation));

        var messages = new List<OperationMessage>();
        var files = await manifest.WriteAsync(_folder.FullName, false, true, new() { Write = messages.Add }, Cancellation);
        Assert.Contains(mine, files);
        Assert.Contains("kind: Service", await File.ReadAllTextAsync(mine, Cancellation), StringComparison.Ordinal);
        Assert.Contains("old.yaml", Assert.Single(messages.OfType<WarningMessage>()).Text, StringComparison.Ordinal);
        Assert.Equal(files.Count + 1, _folder.GetFiles().Length);
    }

    [Fact]
    public async Task Somebody_elses_namespace_is_left_out()
    {
        using var client = fixture.Connect();
        var ns = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = _options.Namespace } };
        await client.CreateAsync(ns, "test", Cancellation);
        await InstallAsync(client);
        var text = (await ExportAsync(client)).Text;
        Assert.DoesNotContain("kind: Namespace", text, StringComparison.Ordinal);
        Assert.Equal(("", "", 0), await KubectlAsync(text, "diff", "--server-side", "--field-manager", "openclaw", "-f", "-"));
    }

    [Fact]
    public async Task Kubectl_reads_every_text_as_it_was_written()
    {
        var data = new JsonObject(ManifestYamlTests.Traps.Select(static (t, i) => KeyValuePair.Create($"k{i}", (JsonNode?)JsonValue.Create(t))));
        var map = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = "traps", ["namespace"] = "default" },
            ["data"] = data,
        };
        var (output, errors, code) = await KubectlAsync(ManifestYaml.Write(map), "create", "--dry-run=client", "-o", "json", "-f", "-");
        Assert.Equal((0, ""), (code, errors));
        var read = JsonNode.Parse(output)!["data"]!.AsObject();
        Assert.All(data, d => Assert.Equal((string?)d.Value, (string?)read[d.Key]));
    }

    // As the comment says.
    private async Task MakeSecretAsync(string text)
    {
        var file = Path.Combine(_folder.FullName, "secrets.env");
        var keys = Regex.Matches(text, "(?m)^#   ([A-Z0-9_]+): ").Select(static m => m.Groups[1].Value).ToList();
        await File.WriteAllLinesAsync(
            file,
            keys.Select((k, i) => $"{k}={(k.StartsWith("AZURE", StringComparison.Ordinal) ? _config.Endpoints[i - 2].Key : new string('a', 64))}"), Cancellation);
        foreach (var command in Regex.Matches(text, "(?m)^#   kubectl ((create|label) .*)$").Select(static m => m.Groups[1].Value))
        {
            var (_, errors, code) = await KubectlAsync(null, command.Replace("secrets.env", file, StringComparison.Ordinal).Split(' '));
            Assert.Equal((0, ""), (code, errors));
        }
    }

    private Task<(string Output, string Errors, int Code)> KubectlAsync(string? input, params string[] arguments) =>
        Kubectl.RunAsync(fixture.KubeConfig, input, arguments);

    private Task InstallAsync(IKubernetesClient client) => new Installer(
        new(client, fixture.Cluster, _options, _config, OperationContext.Silent, TimeProvider.System), new()).RunAsync(Cancellation);

    private Task<ExportedManifest> ExportAsync(IKubernetesClient client) =>
        ExportOperation.ReadAsync(client, fixture.Cluster, new(_options.Name, _options.Namespace), OperationContext.Silent, Cancellation);

    // Controllers write statuses meanwhile: the generation and who owns what are what an apply changes.
    private async Task<IEnumerable<string>> VersionsAsync(IKubernetesClient client)
    {
        var all = new List<string>();
        foreach (var kind in Kinds)
            all.AddRange((await client.ListAsync(kind, _options.Namespace, InstanceLabels.SelectorOf("openclaw"), null, Cancellation)).Select(o =>
                $"{kind.Kind} {o.Child("metadata").Text("name")} {o.Child("metadata")?["generation"]} {string.Join(",", o.Child("metadata").Children("managedFields").Where(f => f.Text("subresource") is null).Select(f => f.ToJsonString()))}"));
        return all;
    }
}
