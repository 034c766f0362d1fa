using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Selectors;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>Which changes a watch wants, and as what.</summary>
internal sealed class WatchFilter(ApiRequest request)
{
    private readonly LabelSelector _labels = LabelSelector.Parse(request.Query("labelSelector"));

    private readonly FieldSelector _fields = FieldSelector.Parse(
        request.Type!, request.Name is null ? request.Query("fieldSelector") : $"metadata.name={request.Name}");

    public bool Matches(JsonObject obj) => (request.Namespace is null || obj.Namespace() == request.Namespace)
        && _labels.Matches(obj.Child("metadata", "labels")) && _fields.Matches(EventViews.Show(request.Type!, obj));

    /// <summary>The event for a change, or null: an object that no longer meets the selector is DELETED for this watch.</summary>
    public string? Translate(StoreChange change)
    {
        var before = change.Previous is { } previous && Matches(previous);
        var after = change.Type != "DELETED" && Matches(change.Object);
        return (before, after) switch
        {
            (true, true) => "MODIFIED",
            (false, true) => "ADDED",
            (true, false) => "DELETED",
            _ => null,
        };
    }
}
