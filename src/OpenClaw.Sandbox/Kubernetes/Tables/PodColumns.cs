using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Tables;

/// <summary>The columns of pods.</summary>
internal static class PodColumns
{
    public static IReadOnlyList<TableColumn> All(TableColumn name, TableColumn age) =>
    [
        name, new("Ready", "string", p => Ready(p)), new("Status", "string", p => Status(p)), new("Restarts", "string", p => Restarts(p)), age,
        new("IP", "string", p => TableColumns.Text(p, "status", "podIP") ?? "<none>") { Priority = 1 },
        new("Node", "string", p => TableColumns.Text(p, "spec", "nodeName") ?? "<none>") { Priority = 1 },
        new("Nominated Node", "string", _ => "<none>") { Priority = 1 },
        new("Readiness Gates", "string", _ => "<none>") { Priority = 1 },
    ];

    /// <summary>What kubectl shows as the status of a pod.</summary>
    public static string Status(JsonObject pod)
    {
        var reason = TableColumns.Text(pod, "status", "reason") ?? TableColumns.Text(pod, "status", "phase") ?? "";
        var initializing = Initializing(pod);
        if (initializing is not null) reason = initializing;
        else reason = FromContainers(pod, reason);
        if (!pod.IsTerminating()) return reason;
        return TableColumns.Text(pod, "status", "reason") == "NodeLost" ? "Unknown" : reason is "Succeeded" or "Failed" ? reason : "Terminating";
    }

    private static string Ready(JsonObject pod)
    {
        var ready = pod["status"].Items("containerStatuses").Count(c => (bool?)c["ready"] == true);
        return $"{ready}/{pod["spec"].Items("containers").Count()}";
    }

    private static string Restarts(JsonObject pod)
    {
        var statuses = pod["status"].Items("containerStatuses").ToList();
        var count = statuses.Sum(c => (long?)c["restartCount"] ?? 0).ToString(CultureInfo.InvariantCulture);
        var last = statuses.Select(c => c.Child("lastState", "terminated")).OfType<JsonObject>().Select(t => (string?)t["finishedAt"]).Max(StringComparer.Ordinal);
        return count == "0" || last is null ? count : $"{count} ({Age.Since(last)} ago)";
    }

    private static string? Initializing(JsonObject pod)
    {
        var statuses = pod["status"].Items("initContainerStatuses").ToList();
        var total = pod["spec"].Items("initContainers").Count();
        for (var i = 0; i < statuses.Count; i++)
        {
            if (statuses[i].Child("state", "terminated") is { } terminated)
            {
                if ((long?)terminated["exitCode"] == 0) continue;
                return "Init:" + Ended(terminated);
            }

            var waiting = (string?)statuses[i]["state"]?["waiting"]?["reason"];
            return waiting is { Length: > 0 } and not "PodInitializing" ? "Init:" + waiting : $"Init:{i}/{total}";
        }

        return null;
    }

    private static string FromContainers(JsonObject pod, string reason)
    {
        var hasRunning = false;
        foreach (var status in pod["status"].Items("containerStatuses").Reverse())
        {
            if ((string?)status["state"]?["waiting"]?["reason"] is { Length: > 0 } waiting) reason = waiting;
            else if (status.Child("state", "terminated") is { } terminated) reason = Ended(terminated);
            else if ((bool?)status["ready"] == true && status.Child("state", "running") is not null) hasRunning = true;
        }

        if (reason != "Completed" || !hasRunning) return reason;
        var isReady = pod["status"].Items("conditions").Any(c => (string?)c["type"] == "Ready" && (string?)c["status"] == "True");
        return isReady ? "Running" : "NotReady";
    }

    private static string Ended(JsonObject terminated)
    {
        if ((string?)terminated["reason"] is { Length: > 0 } reason) return reason;
        var signal = (long?)terminated["signal"] ?? 0;
        return signal != 0 ? $"Signal:{signal}" : $"ExitCode:{(long?)terminated["exitCode"] ?? 0}";
    }
}
