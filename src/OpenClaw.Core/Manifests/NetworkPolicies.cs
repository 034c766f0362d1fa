using System.Text.Json.Nodes;

namespace OpenClaw.Manifests;

/// <summary>
/// Who may talk to whom: only OpenClaw to LiteLLM, nobody to OpenClaw (the tunnel comes from the node, through the pod's loopback),
/// both to DNS and to HTTPS servers.
/// </summary>
internal static class NetworkPolicies
{
    private const int Https = 443;

    public static JsonObject OfLiteLLM(InstanceNames names, OpenClawModelConfig config) => Policy(
        names, names.LiteLLM, InstanceLabels.OfLiteLLM(names),
        ingress: new JsonArray(new JsonObject
        {
            ["from"] = new JsonArray(Pods(names.OpenClaw)),
            ["ports"] = new JsonArray(Tcp(LiteLLMPod.Port)),
        }),
        // Endpoints behind a gateway of the user's own may listen on another port.
        egress: new JsonArray(Dns(), new JsonObject
        {
            ["ports"] = new JsonArray([.. config.Endpoints.Select(e => e.Endpoint.Port).Append(Https).Distinct().Order().Select(Tcp)]),
        }));

    public static JsonObject OfOpenClaw(InstanceNames names) => Policy(
        names, names.OpenClaw, InstanceLabels.OfOpenClaw(names),
        ingress: null,
        egress: new JsonArray(
            Dns(),
            new JsonObject
            {
                ["to"] = new JsonArray(Pods(names.LiteLLM)),
                ["ports"] = new JsonArray(Tcp(LiteLLMPod.Port)),
            },
            new JsonObject { ["ports"] = new JsonArray(Tcp(Https)) }));

    private static JsonObject Policy(InstanceNames names, string app, JsonObject labels, JsonArray? ingress, JsonArray egress)
    {
        var spec = new JsonObject
        {
            ["podSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = app } },
            ["policyTypes"] = new JsonArray("Ingress", "Egress"),
            ["egress"] = egress,
        };
        if (ingress is not null)
            spec["ingress"] = ingress;
        return new()
        {
            ["apiVersion"] = "networking.k8s.io/v1",
            ["kind"] = "NetworkPolicy",
            ["metadata"] = DesiredState.Metadata(names, app, labels),
            ["spec"] = spec,
        };
    }

    private static JsonObject Pods(string app) =>
        new() { ["podSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = app } } };

    private static JsonObject Dns() => new() { ["ports"] = new JsonArray(Port("UDP", 53), Port("TCP", 53)) };

    private static JsonNode Tcp(int port) => Port("TCP", port);

    private static JsonObject Port(string protocol, int port) => new() { ["protocol"] = protocol, ["port"] = port };
}
