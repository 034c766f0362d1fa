using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Selectors;

/// <summary>How a requirement compares a label.</summary>
internal enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}

/// <summary>One condition of a label selector.</summary>
internal sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    public bool Matches(JsonObject? labels)
    {
        var value = (string?)labels?[Key];
        return Operator switch
        {
            LabelOperator.In => value is not null && Values.Contains(value),
            LabelOperator.NotIn => value is null || !Values.Contains(value),
            LabelOperator.Exists => value is not null,
            LabelOperator.DoesNotExist => value is null,
            _ => long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(Values[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var limit)
                && (Operator == LabelOperator.GreaterThan ? number > limit : number < limit),
        };
    }
}
