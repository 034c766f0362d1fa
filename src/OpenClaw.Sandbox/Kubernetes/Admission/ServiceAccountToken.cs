using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Admission;

/// <summary>Mounts the service account's token in containers that do not do it themselves.</summary>
internal static class ServiceAccountToken
{
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    public static void Mount(JsonObject spec)
    {
        var volume = "kube-api-access-" + RandomNumberGenerator.GetString("bcdfghjklmnpqrstvwxz2456789", 5);
        var used = false;
        foreach (var container in spec.Items("initContainers").Concat(spec.Items("containers")))
        {
            if (container["volumeMounts"] is not JsonArray mounts) container["volumeMounts"] = mounts = [];
            if (mounts.Any(m => (string?)m?["mountPath"] == MountPath)) continue;
            mounts.Add(new JsonObject { ["name"] = volume, ["readOnly"] = true, ["mountPath"] = MountPath });
            used = true;
        }

        if (!used) return;
        if (spec["volumes"] is not JsonArray volumes) spec["volumes"] = volumes = [];
        volumes.Add(new JsonObject { ["name"] = volume, ["projected"] = Projection() });
    }

    private static JsonObject Projection() => new()
    {
        ["sources"] = new JsonArray(
            new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = Scalars.Number(3607), ["path"] = "token" } },
            new JsonObject
            {
                ["configMap"] = new JsonObject
                {
                    ["name"] = "kube-root-ca.crt",
                    ["items"] = new JsonArray(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }),
                },
            },
            new JsonObject
            {
                ["downwardAPI"] = new JsonObject
                {
                    ["items"] = new JsonArray(new JsonObject
                    {
                        ["path"] = "namespace",
                        ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                    }),
                },
            }),
        ["defaultMode"] = Scalars.Number(420),
    };
}
