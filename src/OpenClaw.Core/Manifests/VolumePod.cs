using System.Text.Json.Nodes;

namespace OpenClaw.Manifests;

/// <summary>
/// A pod that does nothing but hold an instance's volume while OpenClaw is stopped, so that commands can be run on it: OpenClaw's image, user
/// and restrictions, and the whole volume at <see cref="Root"/>. It belongs to OpenClaw's Deployment and goes with it.
/// </summary>
internal static class VolumePod
{
    /// <summary>Where the whole volume is in the container.</summary>
    public const string Root = "/volume";

    /// <summary>The state's folder on the volume.</summary>
    public const string State = "state";

    /// <summary>The folder on the volume that is no part of the state.</summary>
    public const string Cache = "cache";

    /// <summary>The folder of archives and of what a restore works with, in <see cref="Cache"/>.</summary>
    public const string BackupFolder = "openclaw-backups";

    /// <summary>The state that a restore replaced, in <see cref="BackupFolder"/>, until OpenClaw runs with the new one.</summary>
    public const string PreviousState = "previous";

    /// <summary>Its container.</summary>
    public const string ContainerName = "volume";

    // Longer than any upload takes; whoever was killed meanwhile has left it behind.
    private const int LifeSeconds = 4 * 60 * 60;

    /// <summary>Makes it.</summary>
    /// <param name="names">The instance.</param>
    /// <param name="image">OpenClaw's image.</param>
    /// <param name="deploymentUid">The uid of OpenClaw's Deployment.</param>
    public static JsonObject Build(InstanceNames names, string image, string deploymentUid)
    {
        var metadata = DesiredState.Metadata(names, names.VolumePod, InstanceLabels.Of(names));
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["name"] = names.OpenClaw,
            ["uid"] = deploymentUid,
        });
        return new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["automountServiceAccountToken"] = false,
                ["enableServiceLinks"] = false,
                ["restartPolicy"] = "Never",
                ["activeDeadlineSeconds"] = LifeSeconds,
                ["terminationGracePeriodSeconds"] = 1,
                ["securityContext"] = PodSecurity.Pod(OpenClawPod.UserId, ownsVolumes: true),
                ["containers"] = new JsonArray(Container(image)),
                ["volumes"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "data",
                        ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = names.Volume },
                    },
                    PodParts.EmptyDir("scratch", "2Gi")),
            },
        };
    }

    private static JsonObject Container(string image) => new()
    {
        ["name"] = ContainerName,
        ["image"] = image,
        ["imagePullPolicy"] = PodParts.PullPolicy(image),
        ["command"] = new JsonArray("sleep", $"{LifeSeconds}"),
        ["securityContext"] = PodSecurity.Container(),
        ["env"] = new JsonArray(
            PodParts.Value("HOME", "/tmp"),
            PodParts.Value("NODE_ENV", "production"),
            PodParts.Value("OPENCLAW_STATE_DIR", $"{Root}/{State}"),
            PodParts.Value("OPENCLAW_CONFIG_PATH", $"{Root}/{State}/openclaw.json"),
            PodParts.Value("XDG_CACHE_HOME", $"{Root}/{Cache}"),
            PodParts.Value("OPENCLAW_NO_RESPAWN", "1")),
        ["resources"] = PodParts.Resources(new("50m", "256Mi", "1536Mi")),
        ["volumeMounts"] = new JsonArray(PodParts.Mount("data", Root), PodParts.Mount("scratch", "/tmp")),
    };
}
