using System.Net;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Tests.Arm;

public sealed class SubscriptionTests
{
    [Fact]
    public async Task The_subscription_its_tenant_and_regions_are_there()
    {
        await using var server = await ArmServer.StartAsync();

        var subscription = Assert.Single((await server.GetAsync("/subscriptions?api-version=2022-12-01")).Body!["value"]!.AsArray())!;
        var tenant = Assert.Single((await server.GetAsync("/tenants?api-version=2022-12-01")).Body!["value"]!.AsArray())!;
        var regions = (await server.GetAsync(ArmServer.Path("/locations"))).Body!["value"]!.AsArray();

        Assert.Equal(ArmServer.SubscriptionId, (string?)subscription["subscriptionId"]);
        Assert.Equal("Enabled", (string?)subscription["state"]);
        Assert.Equal(ArmServer.TenantId, (string?)subscription["tenantId"]);
        Assert.Equal(ArmServer.TenantId, (string?)tenant["tenantId"]);
        var region = Assert.Single(regions, region => (string?)region!["name"] == "eastus2")!;
        Assert.Equal("East US 2", (string?)region["displayName"]);
        Assert.Equal("Physical", (string?)region["metadata"]!["regionType"]);
    }

    [Fact]
    public async Task An_unregistered_provider_stops_a_create_until_it_is_registered()
    {
        await using var server = await ArmServer.StartAsync();
        server.Manager.RegistrationStates["Microsoft.ContainerService"] = "NotRegistered";
        await server.MakeGroupAsync();

        var refused = await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody());
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("MissingSubscriptionRegistration", (string?)refused.Body!["error"]!["details"]![0]!["code"]);
        Assert.Equal("Microsoft.ContainerService", (string?)refused.Body["error"]!["details"]![0]!["target"]);

        var registering = await server.SendAsync("POST", ArmServer.Path("/providers/microsoft.containerservice/register"));
        Assert.Equal("Registering", (string?)registering.Body!["registrationState"]);
        JsonNode provider;
        do
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            provider = (await server.GetAsync(ArmServer.Path("/providers/Microsoft.ContainerService"))).Body!;
        }
        while ((string?)provider["registrationState"] == "Registering");

        Assert.Equal("Registered", (string?)provider["registrationState"]);
        var type = Assert.Single(provider["resourceTypes"]!.AsArray(), type => (string?)type!["resourceType"] == "managedClusters")!;
        Assert.Contains(ArmServer.AksVersion, type["apiVersions"]!.AsArray().Select(version => (string?)version));
        Assert.Contains("East US 2", type["locations"]!.AsArray().Select(location => (string?)location));
        Assert.Equal(HttpStatusCode.Created, (await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody())).Status);
    }

    [Fact]
    public async Task Sizes_are_listed_for_a_region_with_capabilities_and_restrictions()
    {
        await using var server = await ArmServer.StartAsync();
        server.Manager.RestrictedSizes.Add(("eastus2", "Standard_B2ms"));

        var filter = Uri.EscapeDataString("location eq 'EastUS2'");
        var sizes = (await server.GetAsync(ArmServer.Path($"/providers/Microsoft.Compute/skus?$filter={filter}", "2021-07-01"))).Body!["value"]!.AsArray();

        Assert.All(sizes, size => Assert.Equal("eastus2", (string?)size!["locations"]!.AsArray().Single()));
        var size = Assert.Single(sizes, size => (string?)size!["name"] == "Standard_D2s_v5")!;
        Assert.Equal("virtualMachines", (string?)size["resourceType"]);
        Assert.Equal("standardDSv5Family", (string?)size["family"]);
        Assert.Equal("2", Capability(size, "vCPUs"));
        Assert.Equal("8", Capability(size, "MemoryGB"));
        Assert.Empty(size["restrictions"]!.AsArray());
        var restricted = Assert.Single(sizes, size => (string?)size!["name"] == "Standard_B2ms")!;
        Assert.Equal("NotAvailableForSubscription", (string?)restricted["restrictions"]![0]!["reasonCode"]);

        var all = await server.GetAsync(ArmServer.Path("/providers/Microsoft.Compute/skus", "2021-07-01"));
        Assert.NotNull(all.Body!["nextLink"]);
    }

    [Fact]
    public async Task Usage_counts_what_clusters_take_and_gives_it_back()
    {
        await using var server = await ArmServer.StartAsync();
        server.Manager.Quota[("eastus2", "standardDSv5Family")] = 10;
        await server.MakeClusterAsync(ArmServer.ClusterBody("Standard_D4s_v5", count: 2));

        Assert.Equal((8, 10), await UsageAsync(server, "standardDSv5Family"));
        Assert.Equal((8, 100), await UsageAsync(server, "cores"));
        await server.FollowAsync(await server.SendAsync("DELETE", ArmServer.ClusterPath()));
        Assert.Equal((0, 10), await UsageAsync(server, "standardDSv5Family"));
    }

    private static string? Capability(JsonNode size, string name) =>
        (string?)size["capabilities"]!.AsArray().Single(capability => (string?)capability!["name"] == name)!["value"];

    private static async Task<(int Used, int Limit)> UsageAsync(ArmServer server, string family)
    {
        var usages = await server.GetAsync(ArmServer.Path("/providers/Microsoft.Compute/locations/eastus2/usages", "2024-07-01"));
        var usage = usages.Body!["value"]!.AsArray().Single(usage => (string?)usage!["name"]!["value"] == family)!;
        return ((int)usage["currentValue"]!, (int)usage["limit"]!);
    }
}
