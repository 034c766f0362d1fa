using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Manifests;

/// <summary>
/// A pod that has a new image of OpenClaw print its version, where OpenClaw itself may run: its restrictions, pull secrets and scheduling, but
/// no volume, no secret and hardly any room. It belongs to OpenClaw's Deployment and goes with it.
/// </summary>
internal static class ImageCheckPod
{
    /// <summary>Its container.</summary>
    public const string ContainerName = "image-check";

    // Longer than anybody waits for an image; whoever was killed meanwhile has left it behind.
    private const int LifeSeconds = 60 * 60;

    // Where a pod may run, and what it may pull. Its priority is left out: nobody is to be thrown out for a check.
    private static readonly string[] Kept =
        ["nodeSelector", "affinity", "tolerations", "schedulerName", "runtimeClassName", "imagePullSecrets", "serviceAccountName"];

    /// <summary>Makes it.</summary>
    /// <param name="names">The instance.</param>
    /// <param name="image">The image.</param>
    /// <param name="deployment">OpenClaw's Deployment as it is in the cluster: others may have added to what we declare.</param>
    public static JsonObject Build(InstanceNames names, string image, JsonObject deployment)
    {
        var template = deployment.Child("spec").Child("template").Child("spec");
        var metadata = DesiredState.Metadata(names, names.ImageCheckPod, InstanceLabels.Of(names));
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["name"] = names.OpenClaw,
            ["uid"] = deployment.Child("metadata").Text("uid"),
        });
        var spec = new JsonObject
        {
            ["automountServiceAccountToken"] = false,
            ["enableServiceLinks"] = false,
            ["restartPolicy"] = "Never",
            ["activeDeadlineSeconds"] = LifeSeconds,
            ["terminationGracePeriodSeconds"] = 1,
            ["securityContext"] = PodSecurity.Pod(OpenClawPod.UserId),
            ["containers"] = new JsonArray(Container(image)),
        };
        foreach (var name in Kept)
            if (template?[name] is { } value)
                spec[name] = value.DeepClone();
        Beside(spec, names.OpenClaw);
        return new() { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = spec };
    }

    private static JsonObject Container(string image) => new()
    {
        ["name"] = ContainerName,
        ["image"] = image,
        ["imagePullPolicy"] = PodParts.PullPolicy(image),
        ["command"] = new JsonArray("node", OpenClawPod.Program, "--version"),
        ["securityContext"] = PodSecurity.Container(),
        ["env"] = new JsonArray(PodParts.Value("NODE_ENV", "production"), PodParts.Value("OPENCLAW_NO_RESPAWN", "1")),
        ["resources"] = PodParts.Resources(new("10m", "64Mi", "1Gi")),
    };

    // On OpenClaw's own node, if it has room, the image is then there when OpenClaw restarts.
    private static void Beside(JsonObject spec, string app)
    {
        const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
        var affinity = Map(Map(spec, "affinity"), "podAffinity");
        if (affinity[Preferred] is not JsonArray terms)
            affinity[Preferred] = terms = [];
        terms.Add((JsonNode)new JsonObject
        {
            ["weight"] = 100,
            ["podAffinityTerm"] = new JsonObject
            {
                ["labelSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = app } },
                ["topologyKey"] = "kubernetes.io/hostname",
            },
        });
    }

    private static JsonObject Map(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject map)
            parent[name] = map = [];
        return map;
    }
}
