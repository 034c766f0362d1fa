using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Defaults;

/// <summary>Defaults of a Service's spec, cluster IPs aside.</summary>
internal static class ServiceDefaults
{
    public static void Apply(JsonObject spec)
    {
        spec.SetDefault("type", () => "ClusterIP");
        spec.SetDefault("sessionAffinity", () => "None");
        var type = (string?)spec["type"];
        if (type != "ExternalName")
        {
            spec.SetDefault("internalTrafficPolicy", () => "Cluster");
            spec.SetDefault("ipFamilies", () => new JsonArray("IPv4"));
            spec.SetDefault("ipFamilyPolicy", () => "SingleStack");
        }

        if (type is "NodePort" or "LoadBalancer") spec.SetDefault("externalTrafficPolicy", () => "Cluster");
        if (type == "LoadBalancer") spec.SetDefault("allocateLoadBalancerNodePorts", () => true);
        if ((string?)spec["sessionAffinity"] == "ClientIP")
        {
            spec.SetDefault("sessionAffinityConfig", () => new JsonObject());
            var config = spec["sessionAffinityConfig"]!.AsObject();
            config.SetDefault("clientIP", () => new JsonObject { ["timeoutSeconds"] = Scalars.Number(10800) });
        }

        foreach (var port in spec.Items("ports"))
        {
            port.SetDefault("protocol", () => "TCP");
            if (port["targetPort"] is null or JsonValue { } && IsZero(port["targetPort"])) port["targetPort"] = port["port"]?.DeepClone();
        }
    }

    private static bool IsZero(JsonNode? value) => value is null || value.ToJsonString() is "0" or "\"\"";
}
