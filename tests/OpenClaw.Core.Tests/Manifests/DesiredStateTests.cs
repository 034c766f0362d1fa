using System.Text.Json.Nodes;
using OpenClaw.Manifests;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Manifests;

/// <summary>
/// The manifests as files in golden/. After a wanted change: <c>OPENCLAW_UPDATE_GOLDEN=1 dotnet test tests/OpenClaw.Core.Tests</c>, then read
/// the difference in git.
/// </summary>
public class DesiredStateTests
{
    public static TheoryData<string> Cases => [.. Options.Keys];

    private static Dictionary<string, (InstallOptions Options, OpenClawModelConfig Config)> Options { get; } = new()
    {
        ["default"] = (new() { ModelName = "gpt-5.2" }, Samples.Config("https://one.openai.azure.com/")),
        ["endpoints"] = (
            new() { ModelName = "gpt-4.1" },
            Samples.Config("https://one.openai.azure.com/", "https://two.openai.azure.com/", "https://gateway.contoso.com:8443/aoai/")),
        ["ephemeral"] = (new() { ModelName = "o4-mini", Ephemeral = true, StorageSize = "512Mi" }, Samples.Config("https://one.openai.azure.com/")),
        ["custom"] = (
            new()
            {
                Name = "team-a",
                Namespace = "bots",
                ModelName = "gpt-5.2",
                OpenClawImage = "registry.contoso.com:5000/openclaw@sha256:" + new string('a', 64),
                LiteLLMImage = "registry.contoso.com:5000/litellm:latest",
                OpenClawResources = new("0.5", "2048Mi", "4096Mi"),
                LiteLLMResources = new("1000m", "1.5Gi", "3Gi"),
                StorageSize = "16384Mi",
                StorageClass = "managed-csi-premium",
                ContextWindow = 128_000,
                MaxTokens = 4_096,
            },
            Samples.Config("https://one.openai.azure.com/")),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Manifests_are_as_recorded(string name)
    {
        var (options, config) = Options[name];
        Golden.Check($"{name}.yaml", DesiredState.Build(options, config, new("openclaw-mark", "litellm-mark")).Select(o => o.Manifest));
    }

    [Fact]
    public void Nothing_made_from_a_config_holds_a_key()
    {
        foreach (var (options, config) in Options.Values)
        {
            var secrets = InstanceSecrets.Plan(null, config);
            var text = string.Concat(DesiredState.Build(options, config, secrets.Versions()).Select(o => o.Manifest.ToJsonString()));
            Assert.All(secrets.Values.Values, value => Assert.DoesNotContain(value, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_pod_keeps_to_the_restricted_standard()
    {
        foreach (var deployment in Options.Values.SelectMany(o => DesiredState.Build(o.Options, o.Config, new("a", "b"))).Where(o => o.Name.Kind.Kind == "Deployment"))
        {
            var pod = deployment.Manifest["spec"]!["template"]!["spec"]!;
            Assert.True((bool)pod["securityContext"]!["runAsNonRoot"]!);
            Assert.Equal("RuntimeDefault", (string?)pod["securityContext"]!["seccompProfile"]!["type"]);
            Assert.False((bool)pod["automountServiceAccountToken"]!);
            foreach (var container in pod["containers"]!.AsArray().Concat(pod["initContainers"] as JsonArray ?? []))
            {
                var context = container!["securityContext"]!;
                Assert.False((bool)context["allowPrivilegeEscalation"]!);
                Assert.True((bool)context["readOnlyRootFilesystem"]!);
                Assert.Equal("[\"ALL\"]", context["capabilities"]!["drop"]!.ToJsonString());
            }
        }
    }

    [Fact]
    public void A_changed_config_or_secret_rolls_the_pods_that_read_it_and_no_other()
    {
        var (options, config) = Options["default"];
        var (openClaw, liteLLM) = Templates(options, config, new("a", "b"));
        var model = Templates(options with { ModelName = "gpt-6" }, config, new("a", "b"));
        Assert.True(model.OpenClaw != openClaw && model.LiteLLM != liteLLM);
        var endpoint = Templates(options, Samples.Config("https://other.openai.azure.com/"), new("a", "b"));
        Assert.True(endpoint.OpenClaw == openClaw && endpoint.LiteLLM != liteLLM);
        var key = Templates(options, config, new("a", "c"));
        Assert.True(key.OpenClaw == openClaw && key.LiteLLM != liteLLM);
        var window = Templates(options with { ContextWindow = 100_000 }, config, new("a", "b"));
        Assert.True(window.OpenClaw != openClaw && window.LiteLLM == liteLLM);
    }

    private static (string OpenClaw, string LiteLLM) Templates(InstallOptions options, OpenClawModelConfig config, SecretVersions versions)
    {
        var objects = DesiredState.Build(options, config, versions).ToDictionary(o => o.Name.ToString(), o => o.Manifest);
        return (Template("openclaw"), Template("openclaw-llmproxy"));

        string Template(string name) => objects[$"Deployment openclaw-ns/{name}"]["spec"]!["template"]!.ToJsonString();
    }
}
