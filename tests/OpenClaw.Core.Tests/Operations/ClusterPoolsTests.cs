using System.Text.Json.Nodes;
using OpenClaw.Azure;
using OpenClaw.Operations;
using OpenClaw.Operations.NodePools;

namespace OpenClaw.Tests.Operations;

public sealed class ClusterPoolsTests
{
    [Theory]
    [InlineData("Standard_D4s_v5", "", "ocd4sv5")]
    [InlineData("Standard_D4s_v5", "system,ocd4sv5", "ocd4sv52")]
    [InlineData("Standard_D4s_v5", "ocd4sv5,ocd4sv52", "ocd4sv53")]
    [InlineData("Standard_DC16ads_cc_v5", "", "ocdc16adsccv")]
    [InlineData("Standard_DC16ads_cc_v5", "ocdc16adsccv", "ocdc16adscc2")]
    [InlineData("basic_a2", "", "ocbasica2")]
    public void A_pool_is_named_after_its_size_within_Azures_rules(string size, string taken, string name)
    {
        Assert.Equal(name, ClusterPools.NameOf(size, taken.Split(',')));
        Assert.Matches("^[a-z][a-z0-9]{0,11}$", name);
    }

    [Fact]
    public void A_pool_like_another_has_its_likeness_and_nothing_that_belongs_to_the_size_or_to_Azure()
    {
        var pool = new AgentPool("system", JsonNode.Parse("""
            {"vmSize":"Standard_D2ds_v5","osDiskType":"Ephemeral","osDiskSizeGB":75,"count":2,"enableAutoScaling":true,"minCount":1,"maxCount":4,
             "availabilityZones":["1"],"nodeLabels":{"a":"b"},"nodeTaints":["t=1:NoSchedule"],"tags":{"cost":"7"},"maxPods":50,"mode":"System",
             "provisioningState":"Succeeded","powerState":{"code":"Running"},"eTag":"x","orchestratorVersion":"1.34","nodeImageVersion":"i"}
            """)!.AsObject());

        var like = ClusterPools.Like(pool, "Standard_D4s_v5", "openclaw", new ClusterSettings());

        Assert.Equal(
            JsonNode.Parse("""
                {"mode":"System","vmSize":"Standard_D4s_v5","maxPods":50,"availabilityZones":["1"],"nodeLabels":{"a":"b"},"nodeTaints":["t=1:NoSchedule"],
                 "count":2,"enableAutoScaling":true,"minCount":1,"maxCount":4,
                 "tags":{"cost":"7","managed-by":"OpenClaw.PowerShell","openclaw-name":"openclaw"} }
                """)!.AsObject().OrderBy(static p => p.Key).Select(static p => $"{p.Key}={p.Value!.ToJsonString()}"),
            like.OrderBy(static p => p.Key).Select(static p => $"{p.Key}={p.Value!.ToJsonString()}"));
        var fixedCount = ClusterPools.Like(pool, "Standard_D4s_v5", "openclaw", new ClusterSettings { NodeCount = 3 });
        Assert.Equal((3, false, null), ((int?)fixedCount["count"], (bool?)fixedCount["enableAutoScaling"], fixedCount["minCount"]));
    }
}
