using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>The subresources of a kind as discovery lists them.</summary>
internal static class Subresource
{
    private static readonly string[] ReadWrite = ["get", "patch", "update"];

    public static IEnumerable<(string Name, (string? Group, string Kind) Kind, string[] Verbs)> Of(ResourceType type)
    {
        if (type.HasStatus) yield return ("status", (null, type.Kind), ReadWrite);
        foreach (var name in type.Subresources)
        {
            yield return name switch
            {
                "scale" => (name, ("autoscaling", "Scale"), ReadWrite),
                "log" => (name, (null, "Pod"), ["get"]),
                "exec" => (name, (null, "PodExecOptions"), ["create", "get"]),
                "portforward" => (name, (null, "PodPortForwardOptions"), ["create", "get"]),
                "eviction" => (name, ("policy", "Eviction"), ["create"]),
                _ => (name, (null, type.Kind), ["update"]),
            };
        }
    }
}
