using System.Text.Json.Nodes;
using OpenClaw.Azure;
using OpenClaw.Operations;

namespace OpenClaw.Core.Tests.Azure;

public sealed class SubscriptionTests
{
    private const string Other = "22222222-2222-3333-4444-555555555555";
    private const string Disabled = "33333333-2222-3333-4444-555555555555";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Other)]
    [InlineData("PRODUCTION")]
    public async Task Is_found_by_id_or_name(string wanted)
    {
        await using var azure = await StartAsync();
        azure.On("GET", $"/subscriptions/{Other}/providers/Microsoft.ContainerService/managedClusters", ArmAnswer.List());

        await GetClustersOperation.RunAsync(null, null, azure.SignIn with { Subscription = wanted }, OperationContext.Silent, Cancel);

        Assert.Contains(Other, azure.Requests[^1].Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "SubscriptionAmbiguous", "Production")]
    [InlineData("nowhere", "SubscriptionNotFound", "Rehearsal")]
    [InlineData("Old", "SubscriptionDisabled", Disabled)]
    public async Task A_choice_that_cannot_be_made_lists_what_there_is(string? wanted, string errorId, string part)
    {
        await using var azure = await StartAsync();

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() =>
            GetClustersOperation.RunAsync(null, null, azure.SignIn with { Subscription = wanted }, OperationContext.Silent, Cancel));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_selection_of_the_tools_is_read_from_their_profiles()
    {
        Assert.Equal("b", SubscriptionChoice.CliDefault((JsonObject)JsonNode.Parse("""{"subscriptions":[{"id":"a","isDefault":false},{"id":"b","isDefault":true}]}""")!));
        Assert.Equal("c", SubscriptionChoice.PowerShellDefault((JsonObject)JsonNode.Parse("""{"DefaultContextKey":"k","Contexts":{"k":{"Subscription":{"Id":"c"}}}}""")!));
        Assert.Null(SubscriptionChoice.CliDefault([]));
        Assert.Null(SubscriptionChoice.PowerShellDefault((JsonObject)JsonNode.Parse("""{"DefaultContextKey":"k","Contexts":{}}""")!));
    }

    [Fact]
    public async Task Locations_come_from_the_subscription_and_else_from_memory()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);

        Assert.Equal(["eastus2", "westeurope", "swedencentral"], await AzureLocations.LocationNamesAsync(azure.SignIn, Cancel));
        Assert.Contains("eastus2", await AzureLocations.LocationNamesAsync(azure.SignIn with { Subscription = "nowhere" }, Cancel));
    }

    private static async Task<ArmServer> StartAsync()
    {
        var azure = await ArmScript.StartAsync(Cancel);
        azure.On("GET", "/subscriptions", ArmAnswer.List(
            ArmScript.Subscription(ArmServer.Subscription, "Rehearsal"), ArmScript.Subscription(Other, "Production"), ArmScript.Subscription(Disabled, "Old", "Disabled")));
        return azure;
    }
}
