using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Manifests;

/// <summary>The labels everything of ours carries.</summary>
internal static class InstanceLabels
{
    public const string Instance = "app.kubernetes.io/instance";
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string PartOf = "app.kubernetes.io/part-of";
    public const string Component = "app.kubernetes.io/component";
    public const string OpenClawComponent = "gateway";
    public const string LiteLLMComponent = "llmproxy";

    /// <summary>Who we are, as a field manager and as a label's value.</summary>
    public const string Manager = "openclaw";

    /// <summary>Selects what belongs to any of our instances.</summary>
    public const string Selector = $"{ManagedBy}={Manager},{PartOf}={Manager}";

    /// <summary>Selects what belongs to one instance.</summary>
    public static string SelectorOf(string instance) => $"{Selector},{Instance}={instance}";

    /// <summary>Labels of an object that belongs to the instance as a whole.</summary>
    public static JsonObject Of(InstanceNames names) => new()
    {
        [Instance] = names.Name,
        [ManagedBy] = Manager,
        [PartOf] = Manager,
    };

    /// <summary>Labels of an object that belongs to OpenClaw itself.</summary>
    public static JsonObject OfOpenClaw(InstanceNames names) => OfProgram(names, names.OpenClaw, "openclaw", OpenClawComponent);

    /// <summary>Labels of an object that belongs to the LiteLLM proxy.</summary>
    public static JsonObject OfLiteLLM(InstanceNames names) => OfProgram(names, names.LiteLLM, "litellm", LiteLLMComponent);

    /// <summary>True for an object that carries our labels.</summary>
    public static bool IsOurs(JsonObject obj) =>
        obj.Child("metadata").Child("labels") is { } labels && labels.Text(ManagedBy) == Manager && labels.Text(PartOf) == Manager;

    /// <summary>The instance an object says it belongs to, or null when it is not ours.</summary>
    public static string? InstanceOf(JsonObject obj) => IsOurs(obj) ? obj.Child("metadata").Child("labels").Text(Instance) : null;

    private static JsonObject OfProgram(InstanceNames names, string app, string program, string component) => new()
    {
        ["app"] = app,
        ["app.kubernetes.io/name"] = program,
        [Instance] = names.Name,
        [Component] = component,
        [ManagedBy] = Manager,
        [PartOf] = Manager,
    };
}
