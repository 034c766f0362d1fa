using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Tunnels;

/// <summary>Reads from a pod whether it can be connected to, and if not, why.</summary>
internal static class PodReadiness
{
    /// <summary>Whether connections may go to it.</summary>
    /// <param name="pod">The pod.</param>
    public static bool IsReady(JsonObject pod) =>
        !IsTerminating(pod) && Conditions(pod).Any(static c => c.Text("type") == "Ready" && c.Text("status") == "True");

    /// <summary>Why none of the pods can be connected to, as a sentence.</summary>
    /// <param name="app">The label that was looked for.</param>
    /// <param name="pods">The pods.</param>
    public static string Explain(string app, IReadOnlyCollection<JsonObject> pods)
    {
        // A pod on its way out says less than one on its way in.
        var pod = pods.OrderBy(IsTerminating).FirstOrDefault();
        if (pod is null)
            return Text(TunnelMessages.TunnelNoPod, app);
        var name = pod.Child("metadata").Text("name") ?? "";
        return IsTerminating(pod)
            ? Text(TunnelMessages.TunnelPodTerminating, name)
            : Text(TunnelMessages.TunnelPodNotReady, name, Reason(pod));
    }

    private static bool IsTerminating(JsonObject pod) => pod.Child("metadata").Text("deletionTimestamp") is not null;

    private static string Reason(JsonObject pod)
    {
        var status = pod.Child("status");
        var stuck = status.Children("initContainerStatuses").Concat(status.Children("containerStatuses"))
            .Select(static c => c.Child("state"))
            .Select(static s => s.Child("waiting") ?? s.Child("terminated"))
            .FirstOrDefault(static s => s.Text("reason") is not (null or "Completed" or "PodInitializing"));
        var condition = Conditions(pod).FirstOrDefault(static c => c.Text("status") == "False" && c.Text("reason") is not null);
        var said = new[] { status.Text("phase"), (stuck ?? condition).Text("reason"), (stuck ?? condition).Text("message") };
        return string.Join(": ", said.Where(static s => !string.IsNullOrEmpty(s)));
    }

    private static IEnumerable<JsonObject> Conditions(JsonObject pod) => pod.Child("status").Children("conditions");

    private static string Text(string format, params object[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);
}
