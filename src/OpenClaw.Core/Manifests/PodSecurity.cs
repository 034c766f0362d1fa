using System.Text.Json.Nodes;

namespace OpenClaw.Manifests;

/// <summary>What the Pod Security standard "restricted" asks of namespaces, pods and containers.</summary>
internal static class PodSecurity
{
    public const string EnforceLabel = "pod-security.kubernetes.io/enforce";
    public const string WarnLabel = "pod-security.kubernetes.io/warn";
    public const string Restricted = "restricted";

    /// <summary>Security context of a pod whose processes run as one unprivileged user.</summary>
    public static JsonObject Pod(int userId, bool ownsVolumes = false)
    {
        var context = new JsonObject
        {
            ["runAsNonRoot"] = true,
            ["runAsUser"] = userId,
            ["runAsGroup"] = userId,
            ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
        };
        if (ownsVolumes)
        {
            context["fsGroup"] = userId;
            context["fsGroupChangePolicy"] = "OnRootMismatch";
        }
        return context;
    }

    /// <summary>Security context of each container.</summary>
    public static JsonObject Container() => new()
    {
        ["allowPrivilegeEscalation"] = false,
        ["readOnlyRootFilesystem"] = true,
        ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
    };
}
