using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Defaults;

/// <summary>Defaults of a pod's spec, alone or in a template.</summary>
internal static class PodDefaults
{
    public static void Apply(JsonObject spec)
    {
        spec.SetDefault("restartPolicy", () => "Always");
        spec.SetDefault("terminationGracePeriodSeconds", () => Scalars.Number(30));
        spec.SetDefault("dnsPolicy", () => "ClusterFirst");
        spec.SetDefault("schedulerName", () => "default-scheduler");
        spec.SetDefault("securityContext", () => new JsonObject());
        if ((string?)spec["serviceAccountName"] is { Length: > 0 } account) spec["serviceAccount"] = account;
        else if ((string?)spec["serviceAccount"] is { Length: > 0 } old) spec["serviceAccountName"] = old;
        foreach (var container in spec.Items("initContainers").Concat(spec.Items("containers"))) Container(container, spec);
        foreach (var volume in spec.Items("volumes")) Volume(volume);
    }

    /// <summary>Defaults a pod gets and a template does not.</summary>
    public static void ApplyToPod(JsonObject spec)
    {
        spec.SetDefault("enableServiceLinks", () => true);
        foreach (var container in spec.Items("initContainers").Concat(spec.Items("containers")))
        {
            if (container.Child("resources", "limits") is not { } limits) continue;
            var resources = container["resources"]!.AsObject();
            if (resources["requests"] is not JsonObject requests) resources["requests"] = requests = [];
            foreach (var (name, value) in limits)
            {
                if (requests[name] is null) requests[name] = value?.DeepClone();
            }
        }
    }

    private static void Container(JsonObject container, JsonObject spec)
    {
        container.SetDefault("terminationMessagePath", () => "/dev/termination-log");
        container.SetDefault("terminationMessagePolicy", () => "File");
        container.SetDefault("imagePullPolicy", () => PullPolicy((string?)container["image"] ?? ""));
        foreach (var port in container.Items("ports"))
        {
            port.SetDefault("protocol", () => "TCP");
            if ((bool?)spec["hostNetwork"] == true) port.SetDefault("hostPort", () => port["containerPort"]!.DeepClone());
        }

        foreach (var variable in container.Items("env"))
        {
            if (variable.Child("valueFrom", "fieldRef") is { } reference) reference.SetDefault("apiVersion", () => "v1");
        }

        foreach (var name in new[] { "livenessProbe", "readinessProbe", "startupProbe" })
        {
            if (container[name] is JsonObject probe) Probe(probe);
        }

        foreach (var name in new[] { "postStart", "preStop" })
        {
            if (container.Child("lifecycle", name, "httpGet") is { } get) HttpGet(get);
        }
    }

    private static string PullPolicy(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal)) return "IfNotPresent";
        var name = image[(image.LastIndexOf('/') + 1)..];
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || name[(colon + 1)..] == "latest" ? "Always" : "IfNotPresent";
    }

    private static void Probe(JsonObject probe)
    {
        probe.SetDefault("timeoutSeconds", () => Scalars.Number(1));
        probe.SetDefault("periodSeconds", () => Scalars.Number(10));
        probe.SetDefault("successThreshold", () => Scalars.Number(1));
        probe.SetDefault("failureThreshold", () => Scalars.Number(3));
        if (probe["httpGet"] is JsonObject get) HttpGet(get);
        if (probe["grpc"] is JsonObject grpc) grpc.SetDefault("service", () => "");
    }

    private static void HttpGet(JsonObject get)
    {
        get.SetDefault("path", () => "/");
        get.SetDefault("scheme", () => "HTTP");
    }

    private static void Volume(JsonObject volume)
    {
        if (volume.Count == 1) volume["emptyDir"] = new JsonObject();
        foreach (var name in new[] { "configMap", "secret", "downwardAPI", "projected" })
        {
            if (volume[name] is JsonObject source) source.SetDefault("defaultMode", () => Scalars.Number(420));
        }

        foreach (var token in volume["projected"].Items("sources").Select(s => s.Child("serviceAccountToken")).OfType<JsonObject>())
            token.SetDefault("expirationSeconds", () => Scalars.Number(3600));
        foreach (var item in volume["downwardAPI"].Items("items").Concat(volume["projected"].Items("sources").SelectMany(s => s["downwardAPI"].Items("items"))))
        {
            if (item["fieldRef"] is JsonObject reference) reference.SetDefault("apiVersion", () => "v1");
        }

        if (volume["hostPath"] is JsonObject hostPath) hostPath.SetDefault("type", () => "");
    }
}
