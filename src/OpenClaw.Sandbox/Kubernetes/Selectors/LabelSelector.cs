using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Selectors;

/// <summary>Chooses objects by their labels.</summary>
internal sealed class LabelSelector
{
    private readonly IReadOnlyList<LabelRequirement> _requirements;

    private LabelSelector(IReadOnlyList<LabelRequirement> requirements) => _requirements = requirements;

    public bool Matches(JsonObject? labels) => _requirements.All(r => r.Matches(labels));

    /// <summary>Reads the matchLabels and matchExpressions of an object.</summary>
    public static LabelSelector FromObject(JsonObject selector)
    {
        var requirements = new List<LabelRequirement>();
        foreach (var (key, value) in selector["matchLabels"] as JsonObject ?? [])
            requirements.Add(new LabelRequirement(key, LabelOperator.In, [(string?)value ?? ""]));
        foreach (var expression in selector.Items("matchExpressions"))
        {
            var values = (expression["values"] as JsonArray ?? []).Select(v => (string?)v ?? "").ToList();
            var op = (string?)expression["operator"] switch
            {
                "In" => LabelOperator.In,
                "NotIn" => LabelOperator.NotIn,
                "Exists" => LabelOperator.Exists,
                _ => LabelOperator.DoesNotExist,
            };
            requirements.Add(new LabelRequirement((string?)expression["key"] ?? "", op, values));
        }

        return new LabelSelector(requirements);
    }

    /// <summary>Reads the labelSelector of a query; throws <see cref="StatusException"/> 400 when it is none.</summary>
    public static LabelSelector Parse(string? text) => new(new LabelSelectorParser(text ?? "").Parse());
}
