using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Manifests;

/// <summary>
/// What an instance consists of, as a pure function of what was asked for. Holds no secret. Everything is spelled as the API server
/// stores it, so that applying it again changes nothing on Kubernetes 1.20 and later.
/// </summary>
internal static class DesiredState
{
    /// <summary>Rank of the namespace.</summary>
    public const int NamespaceRank = 0;

    /// <summary>Rank of all that pods need: the Secret (which is not made here), ConfigMaps, Services, the volume, network policies.</summary>
    public const int SupportRank = 1;

    /// <summary>Rank of the Deployments.</summary>
    public const int DeploymentRank = 2;

    /// <summary>Makes the objects, in order of rank.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="config">The model config; its keys are not looked at.</param>
    /// <param name="secrets">The versions of the secrets; null leaves their marks out.</param>
    public static IReadOnlyList<DesiredObject> Build(InstallOptions options, OpenClawModelConfig config, SecretVersions? secrets)
    {
        var names = new InstanceNames(options.Name, options.Namespace);
        var liteLLMConfig = ConfigMap(names, names.LiteLLMConfig, InstanceLabels.OfLiteLLM(names), new()
        {
            [LiteLLMConfig.FileName] = LiteLLMConfig.Build(options, config),
        });
        var openClawConfig = ConfigMap(names, names.OpenClawConfig, InstanceLabels.OfOpenClaw(names), new()
        {
            [OpenClawConfig.FileName] = OpenClawConfig.Build(options, names),
            [MergeScript.FileName] = MergeScript.Text,
        });
        var objects = new List<DesiredObject>
        {
            new(NamespaceRank, Namespace(options.Namespace)),
            new(SupportRank, liteLLMConfig),
            new(SupportRank, openClawConfig),
            new(SupportRank, Service(names, names.LiteLLMService, InstanceLabels.OfLiteLLM(names), names.LiteLLM, LiteLLMPod.Port, LiteLLMPod.PortName, LiteLLMPod.Port)),
            new(SupportRank, Service(names, names.OpenClawService, InstanceLabels.OfOpenClaw(names), names.OpenClaw, 80, OpenClawPod.PortName, OpenClawPod.Port)),
            new(SupportRank, NetworkPolicies.OfLiteLLM(names, config)),
            new(SupportRank, NetworkPolicies.OfOpenClaw(names)),
        };
        if (!options.Ephemeral)
            objects.Add(new(SupportRank, Volume(options, names)));
        objects.Add(new(DeploymentRank, LiteLLMPod.Deployment(options, names, config, Checksum.Of(liteLLMConfig), secrets?.LiteLLM)));
        objects.Add(new(DeploymentRank, OpenClawPod.Deployment(options, names, Checksum.Of(openClawConfig), secrets?.OpenClaw)));
        return objects;
    }

    private static JsonObject Namespace(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject
            {
                [InstanceLabels.ManagedBy] = InstanceLabels.Manager,
                [InstanceLabels.PartOf] = InstanceLabels.Manager,
                [PodSecurity.EnforceLabel] = PodSecurity.Restricted,
                [PodSecurity.WarnLabel] = PodSecurity.Restricted,
            },
        },
    };

    private static JsonObject ConfigMap(InstanceNames names, string name, JsonObject labels, JsonObject data) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = Metadata(names, name, labels),
        ["data"] = data,
    };

    private static JsonObject Service(
        InstanceNames names, string name, JsonObject labels, string app, int port, string portName, int targetPort) => new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = Metadata(names, name, labels),
            ["spec"] = new JsonObject
            {
                ["type"] = "ClusterIP",
                ["selector"] = new JsonObject { ["app"] = app },
                ["ports"] = new JsonArray(new JsonObject
                {
                    ["name"] = portName,
                    ["port"] = port,
                    ["protocol"] = "TCP",
                    ["targetPort"] = targetPort,
                }),
            },
        };

    private static JsonObject Volume(InstallOptions options, InstanceNames names)
    {
        var spec = new JsonObject
        {
            ["accessModes"] = new JsonArray("ReadWriteOnce"),
            ["resources"] = new JsonObject
            {
                ["requests"] = new JsonObject { ["storage"] = Quantity.Parse(options.StorageSize).ToString() },
            },
        };
        if (options.StorageClass is not null)
            spec["storageClassName"] = options.StorageClass;
        return new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "PersistentVolumeClaim",
            ["metadata"] = Metadata(names, names.Volume, InstanceLabels.OfOpenClaw(names)),
            ["spec"] = spec,
        };
    }

    internal static JsonObject Metadata(InstanceNames names, string name, JsonObject labels) => new()
    {
        ["name"] = name,
        ["namespace"] = names.Namespace,
        ["labels"] = labels,
    };
}
