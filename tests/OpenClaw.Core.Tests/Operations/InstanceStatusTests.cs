using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Operations;

/// <summary>Memory as metrics-server reports it.</summary>
public sealed class InstanceStatusTests
{
    private static readonly JsonObject Deployment = Json("""
        {"metadata":{"name":"openclaw"},"spec":{"selector":{"matchLabels":{"app":"openclaw"}},"template":{"metadata":{"annotations":{}},
        "spec":{"containers":[{"name":"openclaw","image":"i:1","resources":{"limits":{"memory":"3Gi"}}}]}}}}
        """);

    private static readonly JsonObject Pod = Json("""
        {"metadata":{"namespace":"ns","name":"openclaw-1","labels":{"app":"openclaw"}},"spec":{"containers":[{"name":"openclaw","image":"i:1"}]}}
        """);

    [Fact]
    public void Memory_is_that_of_the_current_pod_against_its_limit()
    {
        JsonObject[] metrics =
        [
            Json("""{"metadata":{"namespace":"ns","name":"openclaw-1"},"containers":[{"name":"openclaw","usage":{"cpu":"12m","memory":"1363148Ki"}}]}"""),
            Json("""{"metadata":{"namespace":"other","name":"openclaw-1"},"containers":[{"name":"openclaw","usage":{"cpu":"1m","memory":"1Gi"}}]}"""),
        ];
        Assert.Equal(1363148L * 1024, PodMemory.Used(Deployment, [Pod], metrics));
        Assert.Equal(3L << 30, PodMemory.Limit(Deployment));
    }

    [Fact]
    public void Memory_is_unknown_where_nothing_measures_it()
    {
        Assert.Null(PodMemory.Used(Deployment, [Pod], []));
        Assert.Null(PodMemory.Used(null, [Pod], []));
        Assert.Null(PodMemory.Limit(null));
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
