using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Manifests;

/// <summary>OpenClaw's pod. Each oddity in it was learnt from the real gateway on a real node.</summary>
internal static class OpenClawPod
{
    public const int Port = 18789;
    public const string PortName = "gateway";
    public const string ContainerName = "openclaw";

    /// <summary>"node" in the image.</summary>
    public const int UserId = 1000;

    private const string Home = "/home/node";

    /// <summary>Where the state is in the container.</summary>
    public const string StateFolder = $"{Home}/.openclaw";

    /// <summary>Where the other folder of the volume is in the container: what is no part of the state.</summary>
    public const string CacheFolder = $"{Home}/.cache";

    /// <summary>OpenClaw's program, for commands in its container.</summary>
    public const string Program = "/app/dist/index.js";

    private const string ConfigFolder = "/etc/openclaw";

    // The gateway needs up to 325 s to stop.
    private const int StopSeconds = 330;

    // Kubelet makes missing subPath folders as root, where the gateway cannot chmod: so they are made here, as its own user. A restore that
    // was cut off between its two renames has left the state under the other name.
    private const string PrepareScript =
        $"""
        umask 077
        if [ ! -e /volume/state ] && [ -e /volume/cache/{VolumePod.BackupFolder}/{VolumePod.PreviousState} ]; then
          mv /volume/cache/{VolumePod.BackupFolder}/{VolumePod.PreviousState} /volume/state
        fi
        mkdir -p /volume/state /volume/cache
        mkdir -p -m 1777 /scratch/gateway-tmp
        chmod 1777 /scratch/gateway-tmp
        exec node {ConfigFolder}/{MergeScript.FileName} {ConfigFolder}/{OpenClawConfig.FileName} /volume/state/openclaw.declared.json /volume/state/openclaw.json

        """;

    public static JsonObject Deployment(InstallOptions options, InstanceNames names, string configChecksum, string? secretsChecksum) =>
        PodParts.Deployment(names, names.OpenClaw, InstanceLabels.OfOpenClaw(names), new()
        {
            ["replicas"] = 1,
            ["progressDeadlineSeconds"] = 900,
            // Two gateways must never share the volume.
            ["strategy"] = new JsonObject { ["type"] = "Recreate" },
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = names.OpenClaw } },
            ["template"] = new JsonObject
            {
                ["metadata"] = PodParts.TemplateMetadata(InstanceLabels.OfOpenClaw(names), configChecksum, secretsChecksum),
                ["spec"] = new JsonObject
                {
                    ["automountServiceAccountToken"] = false,
                    ["enableServiceLinks"] = false,
                    // The gateway's lease on its volume names its host: another name would have to wait for 5 minutes after a kill.
                    ["hostname"] = names.OpenClaw,
                    ["terminationGracePeriodSeconds"] = StopSeconds,
                    ["securityContext"] = PodSecurity.Pod(UserId, ownsVolumes: true),
                    ["initContainers"] = new JsonArray(Prepare(options)),
                    ["containers"] = new JsonArray(Gateway(options, names)),
                    ["volumes"] = new JsonArray(
                        options.Ephemeral
                            ? PodParts.EmptyDir("data", Quantity.Parse(options.StorageSize).ToString())
                            : new JsonObject
                            {
                                ["name"] = "data",
                                ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = names.Volume },
                            },
                        PodParts.EmptyDir("scratch", "2Gi"),
                        PodParts.ConfigVolume("config", names.OpenClawConfig)),
                },
            },
        });

    private static JsonObject Prepare(InstallOptions options) => new()
    {
        ["name"] = "prepare",
        ["image"] = options.OpenClawImage,
        ["imagePullPolicy"] = PodParts.PullPolicy(options.OpenClawImage),
        ["command"] = new JsonArray("sh", "-ec"),
        ["args"] = new JsonArray(PrepareScript.ReplaceLineEndings("\n")),
        ["securityContext"] = PodSecurity.Container(),
        ["resources"] = PodParts.Resources(new("50m", "64Mi", "256Mi")),
        ["volumeMounts"] = new JsonArray(
            PodParts.Mount("data", "/volume"),
            PodParts.Mount("scratch", "/scratch"),
            PodParts.Mount("config", ConfigFolder, readOnly: true)),
    };

    private static JsonObject Gateway(InstallOptions options, InstanceNames names) => new()
    {
        ["name"] = ContainerName,
        ["image"] = options.OpenClawImage,
        ["imagePullPolicy"] = PodParts.PullPolicy(options.OpenClawImage),
        ["command"] = new JsonArray("node", Program, "gateway", "run"),
        ["securityContext"] = PodSecurity.Container(),
        ["env"] = new JsonArray([
            PodParts.Value("HOME", Home),
            PodParts.Value("NODE_ENV", "production"),
            PodParts.Value("NODE_OPTIONS", $"--max-old-space-size={HeapMegabytes(options.OpenClawResources)}"),
            PodParts.Value("OPENCLAW_STATE_DIR", $"{Home}/.openclaw"),
            PodParts.Value("OPENCLAW_CONFIG_PATH", $"{Home}/.openclaw/openclaw.json"),
            PodParts.Value("XDG_CACHE_HOME", $"{Home}/.cache"),
            PodParts.Value("npm_config_cache", $"{Home}/.cache/npm"),
            PodParts.Value("OPENCLAW_NO_RESPAWN", "1"),
            PodParts.FromSecret(OpenClawConfig.TokenVariable, names, InstanceSecrets.GatewayToken),
            PodParts.FromSecret(OpenClawConfig.ProxyKeyVariable, names, InstanceSecrets.MasterKey),
            .. ChannelConfig.Variables(options, names)]),
        ["ports"] = new JsonArray(PodParts.Port(PortName, Port)),
        ["startupProbe"] = PodParts.Probe(Curl("startupz", 4), period: 5, timeout: 5, failures: 60),
        ["readinessProbe"] = PodParts.Probe(Curl("startupz", 4), period: 10, timeout: 5, failures: 3),
        ["livenessProbe"] = PodParts.Probe(Curl("healthz", 9), period: 30, timeout: 10, failures: 4),
        ["resources"] = PodParts.Resources(options.OpenClawResources),
        ["volumeMounts"] = new JsonArray(
            PodParts.Mount("data", StateFolder, "state"),
            PodParts.Mount("data", CacheFolder, "cache"),
            PodParts.Mount("scratch", "/tmp", "gateway-tmp")),
    };

    // The gateway listens on loopback only, where the kubelet's own HTTP probes cannot reach it.
    private static JsonObject Curl(string path, int seconds) => new()
    {
        ["exec"] = new JsonObject
        {
            ["command"] = new JsonArray(
                "curl", "-fsS", "-m", seconds.ToString(CultureInfo.InvariantCulture), "-o", "/dev/null", $"http://127.0.0.1:{Port}/{path}"),
        },
    };

    // Half of the limit: the rest is for buffers, code and the CLI processes that run beside the gateway.
    private static long HeapMegabytes(ProgramResources resources) =>
        Math.Max(64, Quantity.Parse(resources.MemoryLimit).Value / 2 / (1024 * 1024));
}
