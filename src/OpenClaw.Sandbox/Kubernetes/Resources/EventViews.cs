using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Resources;

/// <summary>Shows core events as events.k8s.io/v1 and back.</summary>
internal static class EventViews
{
    private static readonly (string Core, string View)[] Renamed =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"), ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
    ];

    /// <summary>The kind that is stored for a kind that is served.</summary>
    public static ResourceType Stored(ResourceType type) => type.ViewOf is null ? type : ResourceTypes.Get("v1", type.ViewOf);

    /// <summary>A stored object as the kind that is served; the same object when that is what is stored.</summary>
    public static JsonObject Show(ResourceType type, JsonObject stored) => type.ViewOf is null ? stored : Rename(stored, type.ApiVersion, toView: true);

    /// <summary>An object that was sent, as it is stored.</summary>
    public static JsonObject Store(ResourceType type, JsonObject sent) => type.ViewOf is null ? sent : Rename(sent, "v1", toView: false);

    private static JsonObject Rename(JsonObject obj, string apiVersion, bool toView)
    {
        var result = new JsonObject();
        foreach (var (name, value) in obj)
        {
            var other = toView ? Array.Find(Renamed, r => r.Core == name).View : Array.Find(Renamed, r => r.View == name).Core;
            result[other ?? name] = value?.DeepClone();
        }

        result["apiVersion"] = apiVersion;
        return result;
    }
}
