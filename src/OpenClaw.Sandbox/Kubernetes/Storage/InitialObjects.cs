using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>What every cluster and every namespace has from the start.</summary>
internal static class InitialObjects
{
    private const string Manager = "kube-controller-manager";

    private static readonly string[] Namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    public static void Create(ObjectWriter writer)
    {
        foreach (var name in Namespaces)
            writer.Create(ResourceTypes.Namespace, null, Named("v1", "Namespace", name), new WriteOptions("kube-apiserver"));
        var service = Named("v1", "Service", "kubernetes");
        service.Metadata()["labels"] = new JsonObject { ["component"] = "apiserver", ["provider"] = "kubernetes" };
        service["spec"] = new JsonObject
        {
            ["clusterIP"] = "10.0.0.1",
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 443, ["targetPort"] = 6443 }),
        };
        writer.Create(ResourceTypes.Get("v1", "Service"), "default", service, new WriteOptions("kube-apiserver"));
    }

    /// <summary>Gives a namespace the default service account and the cluster's root certificate, unless it has them or is going.</summary>
    public static void FillNamespace(ObjectWriter writer, ObjectTable table, string ns, string rootCertificate)
    {
        if (table.Get(ResourceTypes.Namespace, null, ns) is not { } found || found.IsTerminating()) return;
        var accounts = ResourceTypes.Get("v1", "ServiceAccount");
        if (table.Get(accounts, ns, "default") is null)
            writer.Create(accounts, ns, Named("v1", "ServiceAccount", "default"), new WriteOptions(Manager));
        var maps = ResourceTypes.Get("v1", "ConfigMap");
        if (table.Get(maps, ns, "kube-root-ca.crt") is not null) return;
        var map = Named("v1", "ConfigMap", "kube-root-ca.crt");
        map.Metadata()["annotations"] = new JsonObject
        {
            ["kubernetes.io/description"] = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
                + "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
        };
        map["data"] = new JsonObject { ["ca.crt"] = rootCertificate };
        writer.Create(maps, ns, map, new WriteOptions(Manager));
    }

    private static JsonObject Named(string apiVersion, string kind, string name) =>
        new() { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name } };
}
