using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>What the API server takes from a request of each kind, and what it ignores.</summary>
internal static class Strategy
{
    /// <summary>A new object starts without status; write-only fields move where they are kept.</summary>
    public static void PrepareForCreate(ResourceType type, JsonObject obj)
    {
        if (type.HasStatus && type.Kind != "Node") obj["status"] = InitialStatus(type);
        MoveStringData(type, obj);
    }

    /// <summary>Through status only the status changes, through the object all but the status.</summary>
    public static JsonObject PrepareForUpdate(ResourceType type, JsonObject live, JsonObject next, string? subresource)
    {
        if (subresource == "status")
        {
            var result = live.DeepClone().AsObject();
            result.Remove("status");
            if (next["status"] is { } status) result["status"] = status.DeepClone();
            result.Metadata().Remove("managedFields");
            if (next.Metadata()["managedFields"] is { } managed) result.Metadata()["managedFields"] = managed.DeepClone();
            return result;
        }

        if (type.HasStatus)
        {
            next.Remove("status");
            if (live["status"] is { } status) next["status"] = status.DeepClone();
        }

        MoveStringData(type, next);
        return next;
    }

    /// <summary>metadata.generation goes up when anything but metadata and status changed.</summary>
    public static void CountGeneration(ResourceType type, JsonObject live, JsonObject next)
    {
        if (!type.HasGeneration) return;
        var changed = live.Select(p => p.Key).Union(next.Select(p => p.Key))
            .Where(k => k is not ("metadata" or "status")).Any(k => !JsonNode.DeepEquals(live[k], next[k]));
        if (changed) next.Metadata()["generation"] = Scalars.Number(((long?)live.Metadata()["generation"] ?? 0) + 1);
    }

    private static JsonObject InitialStatus(ResourceType type) => type.Kind switch
    {
        "Pod" => new JsonObject { ["phase"] = "Pending" },
        "PersistentVolume" or "PersistentVolumeClaim" => new JsonObject { ["phase"] = "Pending" },
        "Namespace" => new JsonObject { ["phase"] = "Active" },
        _ => [],
    };

    private static void MoveStringData(ResourceType type, JsonObject obj)
    {
        if (type.Kind != "Secret" || obj["stringData"] is not JsonObject given) return;
        var data = obj["data"] as JsonObject ?? [];
        foreach (var (name, value) in given) data[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes((string?)value ?? ""));
        obj["data"] = data;
        obj.Remove("stringData");
    }
}
