using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Validation;

/// <summary>Faults in a NetworkPolicy.</summary>
internal static class NetworkPolicyValidation
{
    public static void Validate(JsonObject spec, FieldErrors errors)
    {
        var index = 0;
        foreach (var type in spec["policyTypes"] as JsonArray ?? [])
        {
            if ((string?)type is not ("Ingress" or "Egress")) errors.NotSupported($"spec.policyTypes[{index}]", (string?)type ?? "", "Egress", "Ingress");
            index++;
        }

        Rules(spec, "ingress", "from", errors);
        Rules(spec, "egress", "to", errors);
    }

    private static void Rules(JsonObject spec, string direction, string peers, FieldErrors errors)
    {
        var index = 0;
        foreach (var rule in spec.Items(direction))
        {
            var path = $"spec.{direction}[{index++}]";
            var item = 0;
            foreach (var port in rule.Items("ports"))
            {
                var at = $"{path}.ports[{item++}]";
                if ((string?)port["protocol"] is not ("SCTP" or "TCP" or "UDP")) errors.NotSupported($"{at}.protocol", (string?)port["protocol"] ?? "", "SCTP", "TCP", "UDP");
                if (port["port"] is JsonValue value && value.TryGetValue(out long number) && number is < 1 or > 65535)
                    errors.Invalid($"{at}.port", value.DeepClone(), "must be between 1 and 65535, inclusive");
            }

            item = 0;
            foreach (var peer in rule.Items(peers))
            {
                var at = $"{path}.{peers}[{item++}]";
                if (peer.Count == 0) errors.Required(at, "must specify a peer");
                if (peer["ipBlock"] is JsonObject block)
                {
                    if (peer.Count > 1) errors.Forbidden(at, "may not specify both ipBlock and another peer");
                    if (string.IsNullOrEmpty((string?)block["cidr"])) errors.Required($"{at}.ipBlock.cidr");
                    else if (!System.Net.IPNetwork.TryParse((string)block["cidr"]!, out _)) errors.Invalid($"{at}.ipBlock.cidr", block["cidr"], "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
                }
            }
        }
    }
}
