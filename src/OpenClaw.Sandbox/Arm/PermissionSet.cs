using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpenClaw.Sandbox.Arm;

/// <summary>What a role allows, as Microsoft.Authorization says it: action patterns such as <c>*</c> and <c>*/read</c>.</summary>
internal sealed record PermissionSet(IReadOnlyList<string> Actions, IReadOnlyList<string> NotActions)
{
    public static PermissionSet Owner { get; } = new(["*"], []);

    public static PermissionSet Reader { get; } = new(["*/read"], []);

    public bool Allows(string action) => Actions.Any(pattern => Matches(pattern, action)) && !NotActions.Any(pattern => Matches(pattern, action));

    public JsonObject ToJson() => new()
    {
        ["actions"] = new JsonArray([.. Actions.Select(action => JsonValue.Create(action))]),
        ["notActions"] = new JsonArray([.. NotActions.Select(action => JsonValue.Create(action))]),
        ["dataActions"] = new JsonArray(),
        ["notDataActions"] = new JsonArray(),
        ["condition"] = null,
        ["conditionVersion"] = null,
    };

    private static bool Matches(string pattern, string action) => Regex.IsMatch(
        action, $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase);
}
