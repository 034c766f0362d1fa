using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using OpenClaw.Manifests;
using OpenClaw.Models;
using OpenClaw.Tests.Manifests;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Tests.Models;

/// <summary>Whatever stands in an azure-openai.json: it is read or refused, and never changes the structure of what is made from it.</summary>
[Trait("Promise", "Structure")]
public class ModelConfigPropertyTests
{
    private static readonly string[] Traps =
        ["no", "~", "2025-01-01", "0x1", "1e3", "- a", "a: b", "---", "${X}", "$(id)", "os.environ/PATH", "</script>", "__proto__", "\u0085"];

    private static readonly Gen<string> Nasty = Gen.OneOf(
        Gen.String[Gen.Char["\"'\\:#-{}[]&*!|>%@`,?\n\r\t \u0000\u2028\ud800é<$"], 0, 12],
        Gen.Int[0, Traps.Length - 1].Select(i => Traps[i]),
        Gen.String[0, 8]);

    private static readonly Gen<string> Json = Gen.OneOf(
        Gen.String[Gen.Char["{}[]\":,/*\n \\'0aé“"], 0, 40],
        Gen.Select(Nasty, Nasty, Nasty, Nasty, Nasty, (v, d, n, e, k) => Document(v, d, n, e, k)),
        Gen.Select(Gen.Const(Document("v1", "d", "n", "https://x.openai.azure.com", "k")), Gen.Int[0, 120], Nasty, (t, at, s) => t.Insert(Math.Min(at, t.Length), s)));

    [Fact]
    public void Any_text_is_read_or_refused_with_problems_in_the_text() => Json.Sample(
        json =>
        {
            try
            {
                ModelConfigReader.Parse(Encoding.UTF8.GetBytes(json), "/x/azure-openai.json");
            }
            catch (ModelConfigException e)
            {
                var lines = json.Count(c => c == '\n') + 1;
                Assert.NotEmpty(e.Problems);
                Assert.All(e.Problems, p => Assert.InRange(p.Line, 0, lines));
            }
        },
        iter: 15_000);

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.Byte.Array[0, 64].Sample(
        bytes => Assert.Throws<ModelConfigException>(() => ModelConfigReader.Parse(bytes, "/x/azure-openai.json")), iter: 15_000);

    [Fact]
    public void No_value_changes_the_structure_of_what_is_made() => Gen.Select(Nasty, Nasty, Nasty, Nasty).Sample(
        (anyVersion, deployment, name, key) =>
        {
            // Unchecked values on purpose: even what the reader would refuse must stay a value.
            var version = WellFormed(anyVersion);
            var config = new OpenClawModelConfig
            {
                Path = "x",
                ApiVersion = version,
                DeploymentName = WellFormed(deployment),
                Endpoints = [new() { Name = WellFormed(name), Endpoint = new("https://x.openai.azure.com/"), Key = key }],
            };
            var text = LiteLLMConfig.Build(new() { ModelName = "gpt-5.2" }, config);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            var root = (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
            Assert.Equal(["model_list", "router_settings", "litellm_settings", "general_settings"], root.Children.Keys.Select(k => k.ToString()));
            var entry = (YamlMappingNode)Assert.Single((YamlSequenceNode)root["model_list"]);
            Assert.Equal(["model_name", "litellm_params", "model_info"], entry.Children.Keys.Select(k => k.ToString()));
            Assert.Equal(["model", "api_base", "api_key", "api_version", "weight"], ((YamlMappingNode)entry["litellm_params"]).Children.Keys.Select(k => k.ToString()));
            Assert.Equal(version, ((YamlScalarNode)entry["litellm_params"]["api_version"]).Value);
        },
        iter: 5_000);

    [Fact]
    public void What_is_accepted_comes_out_of_the_manifests_as_it_went_in() => Gen.Select(
        Gen.String[Gen.Char["abcXYZ019._-"], 1, 20], Gen.String[Gen.Char["abc XYZ.()_-é"], 0, 20], Gen.String[Gen.Char['!', '~'], 1, 90]).Sample(
        (deployment, name, key) =>
        {
            OpenClawModelConfig config;
            try
            {
                config = ModelConfigReader.Parse(Encoding.UTF8.GetBytes(Document("v1", deployment, "n" + name.TrimEnd(), "https://x.openai.azure.com", key)), "x");
            }
            catch (ModelConfigException e)
            {
                Assert.All(e.Problems, p => Assert.True(key.Length < 12 || !p.Problem.Contains(key, StringComparison.Ordinal)));
                return;
            }
            var secrets = InstanceSecrets.Plan(null, config);
            Assert.Equal(key, InstanceSecrets.Decode(secrets.ToManifest(new("openclaw", "ns")))["AZURE_OPENAI_KEY_1"]);
            var objects = DesiredState.Build(new() { ModelName = "m" }, config, secrets.Versions());
            Assert.All(objects, o => Assert.NotNull(JsonNode.Parse(o.Manifest.ToJsonString())));
            Assert.Equal($"azure/{deployment}", Route(objects));
        },
        iter: 1_000);

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string? Route(IEnumerable<DesiredObject> objects)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader((string)objects.First(o => o.Name.Name == "openclaw-llmproxy-config").Manifest["data"]!["litellm-config.yaml"]!));
        return ((YamlScalarNode)yaml.Documents[0].RootNode["model_list"][0]["litellm_params"]["model"]).Value;
    }

    private static string Document(string version, string deployment, string name, string endpoint, string key) => JsonSerializer.Serialize(new
    {
        apiVersion = version,
        deploymentName = deployment,
        azureOpenAI = new[] { new { name, endpoint, key } },
    });
}
