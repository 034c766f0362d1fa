using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>The metadata only the API server writes.</summary>
internal static class Identity
{
    private const string SuffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";

    private static readonly string[] ServerOwned =
        ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion", "namespace", "generateName", "name"];

    /// <summary>Gives a new object its name (from generateName), uid, time and generation.</summary>
    public static void Stamp(ResourceType type, JsonObject obj, string? ns, DateTimeOffset now)
    {
        obj["apiVersion"] = type.ApiVersion;
        obj["kind"] = type.Kind;
        var metadata = obj.Metadata();
        if (type.Namespaced)
        {
            if ((string?)metadata["namespace"] is { } given && given != ns)
                throw Statuses.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
            metadata["namespace"] = ns;
        }
        else if (metadata["namespace"] is not null)
        {
            throw Statuses.BadRequest("namespace may not be set on a cluster-wide object");
        }

        if (metadata["resourceVersion"] is not null) throw Statuses.BadRequest("resourceVersion should not be set on objects to be created");
        if (metadata["name"] is null && (string?)metadata["generateName"] is { Length: > 0 } prefix)
            metadata["name"] = prefix[..Math.Min(prefix.Length, 58)] + RandomNumberGenerator.GetString(SuffixAlphabet, 5);
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Scalars.FormatTime(now);
        metadata.Remove("deletionTimestamp");
        metadata.Remove("deletionGracePeriodSeconds");
        metadata.Remove("selfLink");
        metadata.Remove("generation");
        if (type.HasGeneration) metadata["generation"] = Scalars.Number(1);
    }

    /// <summary>Puts back what an update may not touch.</summary>
    public static void Keep(JsonObject live, JsonObject next)
    {
        next["apiVersion"] = live["apiVersion"]?.DeepClone();
        next["kind"] = live["kind"]?.DeepClone();
        var (from, to) = (live.Metadata(), next.Metadata());
        foreach (var name in ServerOwned)
        {
            to.Remove(name);
            if (from[name] is { } value) to[name] = value.DeepClone();
        }
    }
}
