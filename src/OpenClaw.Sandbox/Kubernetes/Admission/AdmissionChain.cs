using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Kubernetes.Admission;

/// <summary>What the API server's admission plug-ins add to a request, warn about or refuse.</summary>
internal sealed class AdmissionChain(ObjectTable table)
{
    /// <summary>Refuses new objects in namespaces that are not there or going.</summary>
    public void CheckNamespace(ResourceType type, string ns, string name)
    {
        var found = table.Get(ResourceTypes.Namespace, null, ns) ?? throw Statuses.NotFound(ResourceTypes.Namespace, ns);
        if (!found.IsTerminating()) return;
        var cause = new JsonObject
        {
            ["reason"] = "NamespaceTerminating",
            ["message"] = $"namespace {ns} is being terminated",
            ["field"] = "metadata.namespace",
        };
        throw Statuses.Forbidden(type, name, $"unable to create new content in namespace {ns} because it is being terminated", new JsonArray(cause));
    }

    /// <summary>Admits a new object, or (live given) the next version of one.</summary>
    public void Admit(ResourceType type, JsonObject obj, JsonObject? live, WriteOptions options)
    {
        if (options.Subresource is not null) return;
        if (type == ResourceTypes.Pod && live is null) UseServiceAccount(obj);
        if (table.Get(ResourceTypes.Namespace, null, obj.Namespace() ?? "") is { } ns) PodSecurityAdmission.Admit(type, obj, live, ns, options);
    }

    private void UseServiceAccount(JsonObject pod)
    {
        if (pod["spec"] is not JsonObject spec) return;
        spec.SetDefault("serviceAccountName", () => "default");
        var account = (string)spec["serviceAccountName"]!;
        spec["serviceAccount"] = account;
        var accounts = ResourceTypes.Get("v1", "ServiceAccount");
        if (table.Get(accounts, pod.Namespace(), account) is not { } found)
        {
            throw Statuses.Forbidden(
                ResourceTypes.Pod, pod.Name(), $"error looking up service account {pod.Namespace()}/{account}: serviceaccount \"{account}\" not found");
        }

        var mount = (bool?)spec["automountServiceAccountToken"] ?? (bool?)found["automountServiceAccountToken"] ?? true;
        if (mount) ServiceAccountToken.Mount(spec);
    }
}
