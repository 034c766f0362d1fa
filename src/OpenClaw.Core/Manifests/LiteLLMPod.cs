using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Manifests;

/// <summary>The LiteLLM proxy's pod.</summary>
internal static class LiteLLMPod
{
    public const int Port = 4000;
    public const string PortName = "http";
    public const string ContainerName = "llmproxy";

    // "nobody" in the non-root image, who owns what it may need to write
    private const int UserId = 65534;
    private const string ConfigFolder = "/etc/litellm";

    public static JsonObject Deployment(
        InstallOptions options, InstanceNames names, OpenClawModelConfig config, string configChecksum, string? secretsChecksum) =>
        PodParts.Deployment(names, names.LiteLLM, InstanceLabels.OfLiteLLM(names), new()
        {
            ["replicas"] = 1,
            ["progressDeadlineSeconds"] = 900,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = names.LiteLLM } },
            ["template"] = new JsonObject
            {
                ["metadata"] = PodParts.TemplateMetadata(InstanceLabels.OfLiteLLM(names), configChecksum, secretsChecksum),
                ["spec"] = new JsonObject
                {
                    ["automountServiceAccountToken"] = false,
                    ["enableServiceLinks"] = false,
                    ["terminationGracePeriodSeconds"] = 60,
                    ["securityContext"] = PodSecurity.Pod(UserId),
                    ["containers"] = new JsonArray(Proxy(options, names, config)),
                    ["volumes"] = new JsonArray(
                        PodParts.EmptyDir("scratch", "1Gi"),
                        PodParts.ConfigVolume("config", names.LiteLLMConfig)),
                },
            },
        });

    private static JsonObject Proxy(InstallOptions options, InstanceNames names, OpenClawModelConfig config) => new()
    {
        ["name"] = ContainerName,
        ["image"] = options.LiteLLMImage,
        ["imagePullPolicy"] = PodParts.PullPolicy(options.LiteLLMImage),
        ["args"] = new JsonArray("--config", $"{ConfigFolder}/{LiteLLMConfig.FileName}", "--port", "4000", "--num_workers", "1"),
        ["securityContext"] = PodSecurity.Container(),
        ["env"] = Environment(names, config),
        ["ports"] = new JsonArray(PodParts.Port(PortName, Port)),
        // Importing LiteLLM takes most of a minute on a small node.
        ["startupProbe"] = PodParts.Probe(Get("/health/liveliness"), period: 5, timeout: 5, failures: 60),
        ["readinessProbe"] = PodParts.Probe(Get("/health/readiness"), period: 10, timeout: 5, failures: 3),
        ["livenessProbe"] = PodParts.Probe(Get("/health/liveliness"), period: 30, timeout: 10, failures: 4),
        ["resources"] = PodParts.Resources(options.LiteLLMResources),
        ["volumeMounts"] = new JsonArray(
            PodParts.Mount("scratch", "/tmp"),
            PodParts.Mount("config", ConfigFolder, readOnly: true)),
    };

    private static JsonArray Environment(InstanceNames names, OpenClawModelConfig config)
    {
        var variables = new JsonArray(
            PodParts.Value("HOME", "/tmp"),
            PodParts.Value("XDG_CACHE_HOME", "/tmp/.cache"),
            PodParts.Value("LITELLM_LOG", "ERROR"),
            PodParts.Value("LITELLM_MODE", "PRODUCTION"),
            // The price list it would fetch at each start is in the image too.
            PodParts.Value("LITELLM_LOCAL_MODEL_COST_MAP", "True"),
            PodParts.FromSecret(LiteLLMConfig.MasterKeyVariable, names, InstanceSecrets.MasterKey));
        for (var i = 0; i < config.Endpoints.Count; i++)
            variables.Add(PodParts.FromSecret(InstanceSecrets.AzureKey(i), names, InstanceSecrets.AzureKey(i)));
        return variables;
    }

    private static JsonObject Get(string path) =>
        new() { ["httpGet"] = new JsonObject { ["path"] = path, ["port"] = Port, ["scheme"] = "HTTP" } };
}
