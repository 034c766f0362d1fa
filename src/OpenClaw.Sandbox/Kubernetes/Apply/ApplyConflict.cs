using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Apply;

/// <summary>The answer to an apply that would take fields from other managers.</summary>
internal static class ApplyConflict
{
    public static StatusException ToStatus(IReadOnlyList<(ManagedFieldsEntry Entry, FieldSet Fields)> conflicts)
    {
        var all = conflicts.SelectMany(c => c.Fields.Paths().Select(p => (Manager: c.Entry.Describe(), Path: string.Concat(p.Select(PathElement.Describe)))))
            .ToList();
        var causes = new JsonArray();
        foreach (var (manager, path) in all)
            causes.Add(new JsonObject { ["reason"] = "FieldManagerConflict", ["message"] = $"conflict with {manager}", ["field"] = path });
        return new StatusException(409, "Conflict", Message(all), new JsonObject { ["causes"] = causes });
    }

    private static string Message(List<(string Manager, string Path)> conflicts)
    {
        if (conflicts.Count == 1) return $"Apply failed with 1 conflict: conflict with {conflicts[0].Manager}: {conflicts[0].Path}";
        var lines = conflicts.GroupBy(c => c.Manager, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(g => g.Select(c => $"- {c.Path}").Prepend($"conflicts with {g.Key}:"));
        return string.Create(CultureInfo.InvariantCulture, $"Apply failed with {conflicts.Count} conflicts: {string.Join('\n', lines)}");
    }
}
