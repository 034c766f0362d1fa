using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>The numbers of a Deployment's strategy: how many pods it may have too many or too few while it rolls.</summary>
internal sealed record RolloutPlan(int Desired, int MaxSurge, int MaxUnavailable, bool Recreate)
{
    public static RolloutPlan Of(JsonObject deployment)
    {
        var desired = deployment.Number("spec", "replicas") ?? 1;
        if (deployment.Text("spec", "strategy", "type") == "Recreate")
            return new(desired, 0, 0, true);

        var rolling = deployment.At("spec", "strategy", "rollingUpdate");
        var surge = Share(rolling.At("maxSurge"), desired, roundUp: true);
        var unavailable = Share(rolling.At("maxUnavailable"), desired, roundUp: false);
        // Both zero could never roll: the API lets one be down then.
        return new(desired, surge, surge == 0 && unavailable == 0 ? 1 : Math.Min(unavailable, desired), false);
    }

    private static int Share(JsonNode? value, int of, bool roundUp)
    {
        var text = value?.ToString() ?? "25%";
        if (!text.EndsWith('%'))
            return int.Parse(text, CultureInfo.InvariantCulture);
        var share = of * int.Parse(text[..^1], CultureInfo.InvariantCulture) / 100.0;
        return (int)(roundUp ? Math.Ceiling(share) : Math.Floor(share));
    }
}
