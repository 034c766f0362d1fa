using System.IO.Enumeration;

namespace OpenClaw.Azure;

/// <summary>What one role assignment allows.</summary>
/// <param name="Actions">Allowed actions, with wildcards.</param>
/// <param name="NotActions">Taken away from these again.</param>
internal sealed record PermissionSet(IReadOnlyList<string>? Actions, IReadOnlyList<string>? NotActions)
{
    /// <summary>Whether it allows an action.</summary>
    public bool Allows(string action) => Matches(Actions, action) && !Matches(NotActions, action);

    private static bool Matches(IReadOnlyList<string>? patterns, string action) =>
        patterns?.Any(p => FileSystemName.MatchesSimpleExpression(p, action, ignoreCase: true)) == true;
}
