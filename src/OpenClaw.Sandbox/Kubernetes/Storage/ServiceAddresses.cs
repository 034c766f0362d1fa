using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>Hands out cluster IPs from 10.0.0.0/16 and node ports from 30000.</summary>
internal sealed class ServiceAddresses
{
    private int _next = 256;
    private int _nextNodePort = 30000;

    public void Allocate(ResourceType type, JsonObject obj, bool dryRun)
    {
        if (type.Kind != "Service" || obj["spec"] is not JsonObject spec || (string?)spec["type"] == "ExternalName") return;
        if (spec["clusterIP"] is null && !dryRun) spec["clusterIP"] = Next();
        if ((string?)spec["clusterIP"] is { Length: > 0 } address) spec["clusterIPs"] = new JsonArray(address);
        if ((string?)spec["type"] is not ("NodePort" or "LoadBalancer") || dryRun) return;
        foreach (var port in spec.Items("ports").Where(p => p["nodePort"] is null)) port["nodePort"] = _nextNodePort++;
    }

    /// <summary>An update that leaves the allocated addresses out keeps them.</summary>
    public void Keep(ResourceType type, JsonObject live, JsonObject next)
    {
        if (type.Kind != "Service" || live["spec"] is not JsonObject from || next["spec"] is not JsonObject to) return;
        if ((string?)to["type"] == "ExternalName" || (string?)from["type"] == "ExternalName")
        {
            Allocate(type, next, dryRun: false);
            return;
        }

        foreach (var name in new[] { "clusterIP", "clusterIPs" })
        {
            if (to[name] is null && from[name] is { } value) to[name] = value.DeepClone();
        }

        foreach (var port in to.Items("ports").Where(p => p["nodePort"] is null && (string?)to["type"] is "NodePort" or "LoadBalancer"))
        {
            var same = from.Items("ports").FirstOrDefault(p => JsonNode.DeepEquals(p["port"], port["port"]) && (string?)p["protocol"] == (string?)port["protocol"]);
            port["nodePort"] = same?["nodePort"]?.DeepClone() ?? _nextNodePort++;
        }
    }

    private string Next()
    {
        var value = _next++;
        return string.Create(CultureInfo.InvariantCulture, $"10.0.{value / 256 % 256}.{value % 256}");
    }
}
