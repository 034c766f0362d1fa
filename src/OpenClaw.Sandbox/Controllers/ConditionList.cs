using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>Writes conditions the way controllers do: one of a type, lastTransitionTime changes only with the status.</summary>
internal static class ConditionList
{
    /// <summary>Sets a condition in status.conditions.</summary>
    public static void Set(JsonObject status, string type, bool value, string? reason = null, string? message = null, bool touch = false)
    {
        var now = DateTimeOffset.UtcNow.ToApiTime();
        if (status["conditions"] is not JsonArray list)
            status["conditions"] = list = [];

        var condition = list.OfType<JsonObject>().FirstOrDefault(item => item.Text("type") == type);
        if (condition is null)
            list.Add(condition = new JsonObject { ["type"] = type });

        var text = value ? "True" : "False";
        if (condition.Text("status") != text)
        {
            condition["status"] = text;
            condition["lastTransitionTime"] = now;
        }

        if (touch)
            condition["lastUpdateTime"] = now;
        SetOrRemove(condition, "reason", reason);
        SetOrRemove(condition, "message", message);
    }

    private static void SetOrRemove(JsonObject condition, string property, string? value)
    {
        if (value is null)
            condition.Remove(property);
        else
            condition[property] = value;
    }
}
