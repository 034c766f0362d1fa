using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Core.Tests.Azure;

public sealed class PreflightTests
{
    private static readonly NewClusterOptions Options = new() { Name = "openclaw" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unknown_region_is_refused_with_the_nearest_ones()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);

        var error = await FailsAsync(azure, Options with { Location = "eastus22" });

        Assert.Equal("LocationUnknown", error.ErrorId);
        Assert.Contains("Did you mean eastus2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_may_be_written_as_the_portal_shows_it()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 0);

        Assert.True(await NewClusterOperation.RunAsync(Options with { Location = "East US 2" }, azure.SignIn, OperationContext.Silent, Cancel) is { Location: "eastus2" });
        Assert.Equal("eastus2", (string?)azure.Writes.Last().Body!["location"]);
    }

    [Fact]
    public async Task A_region_without_AKS_is_refused()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);

        var error = await FailsAsync(azure, Options with { Location = "westeurope" });

        Assert.True(error is { ErrorId: "LocationWithoutAks", Kind: ErrorKind.NotSupported });
        Assert.Contains("swedencentral", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_size_the_region_does_not_have_is_refused_with_one_it_has()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);

        var error = await FailsAsync(azure, Options with { NodeSize = "Standard_D2s_v9" });

        Assert.Equal("NodeSizeNotOffered", error.ErrorId);
        Assert.Contains("for example Standard_D2s_v5", error.Message, StringComparison.Ordinal);
        var asked = azure.Requests.Single(r => r.Is("GET", "/Microsoft.Compute/skus"));
        Assert.Contains("location eq 'eastus2'", Uri.UnescapeDataString(asked.Query), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Location", "NodeSizeRestricted")]
    [InlineData("Zone", null)]
    public async Task A_size_is_refused_when_it_is_restricted_in_the_whole_region_only(string restriction, string? errorId)
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 0);
        azure.On("GET", "/Microsoft.Compute/skus", ArmAnswer.List(ArmScript.Size("Standard_D2s_v5", "standardDSv5Family", 2, 8, restriction)));

        var run = NewClusterOperation.RunAsync(Options, azure.SignIn, OperationContext.Silent, Cancel);

        if (errorId is null) Assert.NotNull(await run);
        else Assert.Equal(errorId, (await Assert.ThrowsAnyAsync<OpenClawException>(() => run)).ErrorId);
    }

    [Fact]
    public async Task A_size_too_small_for_AKS_is_refused()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);

        Assert.Equal("NodeSizeTooSmall", (await FailsAsync(azure, Options with { NodeSize = "Standard_B1s" })).ErrorId);
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(6, "Standard DSv5 Family vCPUs")]
    public async Task The_quota_of_the_family_must_be_enough_to_the_last_core(int nodes, string? quota)
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 0);

        var run = NewClusterOperation.RunAsync(Options with { NodeCount = nodes }, azure.SignIn, OperationContext.Silent, Cancel);

        if (quota is null)
        {
            Assert.NotNull(await run);
            return;
        }

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => run);
        Assert.True(error is { ErrorId: "QuotaTooSmall", Kind: ErrorKind.LimitsExceeded });
        Assert.Contains($"'{quota}' in eastus2: 0 of 10 vCPUs are used and 6 x Standard_D2s_v5 needs 12 more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_quota_of_the_region_counts_too()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.On("GET", "/usages", ArmAnswer.List(ArmScript.Usage("cores", "Total Regional vCPUs", 99, 100)));

        Assert.Contains("Total Regional vCPUs", (await FailsAsync(azure, Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_rights_name_the_actions_and_the_role()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.On("GET", "/Microsoft.Authorization/permissions", ArmAnswer.List(
            ArmScript.Permission(["*/read"], []), ArmScript.Permission(["Microsoft.ContainerService/*"], ["Microsoft.ContainerService/managedClusters/write"])));

        var error = await FailsAsync(azure, Options);

        Assert.True(error is { ErrorId: "RightsMissing", Kind: ErrorKind.PermissionDenied });
        Assert.Contains("Microsoft.Resources/subscriptions/resourceGroups/write, Microsoft.ContainerService/managedClusters/write.", error.Message, StringComparison.Ordinal);
        Assert.Contains("Contributor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_on_the_group_are_enough_when_it_is_there()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 0);
        azure.On("GET", ArmScript.GroupPath, ArmAnswer.Ok(ArmScript.Group("openclaw-RG", ArmScript.OurTags())));
        azure.On("GET", "/Microsoft.Authorization/permissions", ArmAnswer.List(ArmScript.Permission(["*/read"], [])));
        azure.On("GET", ArmScript.GroupPath + "/providers/Microsoft.Authorization/permissions", ArmAnswer.List(ArmScript.Permission(["Microsoft.ContainerService/managedClusters/*"], [])));

        Assert.NotNull(await NewClusterOperation.RunAsync(Options, azure.SignIn, OperationContext.Silent, Cancel));
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once_and_nothing_is_made()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.On("GET", "/usages", ArmAnswer.List(ArmScript.Usage("cores", "Total Regional vCPUs", 100, 100)));
        azure.On("GET", "/Microsoft.Authorization/permissions", ArmAnswer.List(ArmScript.Permission(["*/read"], [])));
        azure.On("GET", "/providers/Microsoft.Network", ArmScript.Provider("Microsoft.Network", "NotRegistered"));

        var error = await FailsAsync(azure, Options);

        Assert.Equal("ClusterPreflightFailed", error.ErrorId);
        Assert.All(
            ["Quota 'Total Regional vCPUs'", "az provider register --namespace Microsoft.Network", "role Contributor"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.Empty(azure.Writes);
    }

    [Fact]
    public async Task What_cannot_be_read_is_left_to_Azure_to_judge()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 0);
        var forbidden = ArmAnswer.Error(HttpStatusCode.Forbidden, "AuthorizationFailed", "no");
        azure.On("GET", "/Microsoft.Compute/skus", forbidden);
        azure.On("GET", "/usages", forbidden);
        azure.On("GET", "/Microsoft.Authorization/permissions", forbidden);

        Assert.NotNull(await NewClusterOperation.RunAsync(Options, azure.SignIn, OperationContext.Silent, Cancel));
    }

    [Fact]
    public async Task An_unregistered_provider_is_registered_after_asking_and_waited_for()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 0);
        const string Provider = "/providers/Microsoft.ContainerService";
        azure.On("GET", Provider, ArmScript.Provider("Microsoft.ContainerService", "NotRegistered"), ArmScript.Provider("Microsoft.ContainerService", "Registering"), ArmScript.Provider("Microsoft.ContainerService", "Registered"));
        azure.On("POST", Provider + "/register", ArmScript.Provider("Microsoft.ContainerService", "Registering"));
        var caller = new RecordedContext();

        Assert.NotNull(await NewClusterOperation.RunAsync(Options, azure.SignIn, caller.Context, Cancel));

        Assert.StartsWith("register resource provider Microsoft.ContainerService", caller.Questions[0], StringComparison.Ordinal);
        Assert.Equal(["POST", "PUT", "PUT"], azure.Writes.Select(r => r.Method));
        Assert.Equal(3, azure.Requests.Count(r => r.Is("GET", Provider)));
    }

    [Fact]
    public async Task With_WhatIf_an_unregistered_provider_is_named_and_nothing_is_written()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.On("GET", "/providers/Microsoft.ContainerService", ArmScript.Provider("Microsoft.ContainerService", "NotRegistered"));
        var caller = new RecordedContext(whatIf: true);

        Assert.Null(await NewClusterOperation.RunAsync(Options, azure.SignIn, caller.Context, Cancel));

        Assert.Equal(3, caller.Questions.Count);
        Assert.Empty(azure.Writes);
    }

    private static async Task<OpenClawException> FailsAsync(ArmServer azure, NewClusterOptions options)
    {
        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => NewClusterOperation.RunAsync(options, azure.SignIn, OperationContext.Silent, Cancel));
        Assert.Empty(azure.Writes);
        return error;
    }
}
