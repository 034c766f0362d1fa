using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>Writes Events; the same one said again counts up instead of making another.</summary>
internal sealed class EventRecorder(IObjectStore store)
{
    private readonly ConcurrentDictionary<(string Uid, string Reason, string Message), string> names = new();

    public void Normal(JsonObject about, string component, string reason, string message, string? fieldPath = null) =>
        Record("Normal", about, component, reason, message, fieldPath);

    public void Warning(JsonObject about, string component, string reason, string message, string? fieldPath = null) =>
        Record("Warning", about, component, reason, message, fieldPath);

    private void Record(string type, JsonObject about, string component, string reason, string message, string? fieldPath)
    {
        var now = DateTimeOffset.UtcNow.ToApiTime();
        var ns = about.Namespace() is { Length: > 0 } own ? own : "default";
        var name = names.GetOrAdd((about.Uid(), reason, message), _ => $"{about.Name()}.{Guid.NewGuid().ToString("N")[..16]}");
        try
        {
            var known = store.Update(
                "v1",
                "Event",
                ns,
                name,
                seen =>
                {
                    seen["count"] = (seen.Number("count") ?? 1) + 1;
                    seen["lastTimestamp"] = now;
                    return true;
                },
                component);
            if (known is null)
                store.Create(NewEvent(type, about, component, reason, message, fieldPath, ns, name, now), component);
        }
        catch (StatusException)
        {
            // An event that cannot be written (its namespace is going away) is not worth failing for; nor does Kubernetes.
        }
    }

    private static JsonObject NewEvent(
        string type, JsonObject about, string component, string reason, string message, string? fieldPath, string ns, string name, string now)
    {
        var involved = new JsonObject
        {
            ["apiVersion"] = about.Text("apiVersion"),
            ["kind"] = about.Text("kind"),
            ["name"] = about.Name(),
            ["namespace"] = ns,
            ["uid"] = about.Uid(),
        };
        if (fieldPath is not null)
            involved["fieldPath"] = fieldPath;
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
            ["involvedObject"] = involved,
            ["type"] = type,
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = component },
            ["reportingComponent"] = component,
            ["reportingInstance"] = "",
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["count"] = 1,
        };
    }
}
