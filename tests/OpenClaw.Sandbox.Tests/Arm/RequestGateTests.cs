using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OpenClaw.Sandbox.Tests.Arm;

public sealed class RequestGateTests
{
    [Theory]
    [InlineData(null, "AuthenticationFailed", "The 'Authorization' header is missing")]
    [InlineData("Basic eDp5", "AuthenticationFailedInvalidHeader", "invalid format")]
    [InlineData("Bearer wrong", "InvalidAuthenticationToken", "The access token is invalid")]
    [InlineData("Bearer " + ArmServer.ExpiredToken, "ExpiredAuthenticationToken", "The access token expiry UTC time '1/1/1970 12:00:00 AM' is earlier")]
    public async Task A_request_without_a_good_token_is_challenged(string? authorization, string code, string message)
    {
        await using var server = await ArmServer.StartAsync();
        server.Client.DefaultRequestHeaders.Authorization = null;

        var answer = await server.SendAsync("GET", ArmServer.Path(""), null, authorization is null ? [] : [("Authorization", authorization)]);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(code, (string?)answer.Body!["error"]!["code"]);
        Assert.Contains(message, answer.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            $"Bearer authorization_uri=\"https://login.windows.net/{ArmServer.TenantId}\", error=\"invalid_token\"", answer.Header("WWW-Authenticate"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null, HttpStatusCode.BadRequest, "MissingApiVersionParameter")]
    [InlineData("", "1999-01-01", HttpStatusCode.BadRequest, "InvalidApiVersionParameter")]
    [InlineData("/providers/Microsoft.ContainerService/managedClusters", "1999-01-01", HttpStatusCode.NotFound, "InvalidResourceType")]
    [InlineData("/providers/Microsoft.Compute/locations/eastus2/usages", "1999-01-01", HttpStatusCode.BadRequest, "NoRegisteredProviderFound")]
    [InlineData("/providers/Microsoft.Compute/locations/nowhere/usages", "2024-07-01", HttpStatusCode.BadRequest, "NoRegisteredProviderFound")]
    [InlineData("/providers/Microsoft.Nonsense/things", "2024-07-01", HttpStatusCode.NotFound, "InvalidResourceNamespace")]
    [InlineData("/providers/Microsoft.ContainerService/things", "2026-06-01", HttpStatusCode.NotFound, "InvalidResourceType")]
    [InlineData("/resourceGroups/none/providers/Microsoft.Network/virtualNetworks/x", "2025-01-01", HttpStatusCode.NotFound, "ResourceGroupNotFound")]
    [InlineData("/resourceGroups/demo-RG/providers/Microsoft.Network/virtualNetworks/x", "2025-01-01", HttpStatusCode.NotFound, "ResourceNotFound")]
    [InlineData("/resourceGroups/demo-RG/providers/Microsoft.Network/virtualNetworks/x", "1999-01-01", HttpStatusCode.NotFound, "InvalidResourceType")]
    [InlineData("/resourceGroups/demo-RG/providers/Microsoft.ContainerService/managedClusters/none", "2026-06-01", HttpStatusCode.NotFound, "ResourceNotFound")]
    [InlineData("/nothing", "2022-12-01", HttpStatusCode.NotFound, "InvalidResourceType")]
    public async Task An_unknown_version_type_or_provider_is_named(string path, string? version, HttpStatusCode status, string code)
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeGroupAsync();

        var answer = await server.GetAsync(version is null ? $"/subscriptions/{ArmServer.SubscriptionId}{path}" : ArmServer.Path(path, version));

        Assert.Equal((status, code), (answer.Status, (string?)answer.Body!["error"]!["code"]));
    }

    [Theory]
    [InlineData("/subscriptions/11111111-0000-0000-0000-000000000000", HttpStatusCode.NotFound, "SubscriptionNotFound")]
    [InlineData("/subscriptions/11111111-0000-0000-0000-000000000000/resourcegroups/x", HttpStatusCode.NotFound, "SubscriptionNotFound")]
    [InlineData("/subscriptions/not-an-id", HttpStatusCode.BadRequest, "InvalidSubscriptionId")]
    public async Task Another_subscription_is_not_found(string path, HttpStatusCode status, string code)
    {
        await using var server = await ArmServer.StartAsync();

        var answer = await server.GetAsync($"{path}?api-version=2022-12-01");

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Answers_carry_request_ids_and_are_logged_without_query()
    {
        await using var server = await ArmServer.StartAsync();

        var good = await server.SendAsync("GET", ArmServer.Path(""), null, ("x-ms-correlation-request-id", "correlation-1"));
        await server.GetAsync(ArmServer.Path("/resourcegroups/none"));

        Assert.True(Guid.TryParse(good.Header("x-ms-request-id"), out _));
        Assert.Equal("correlation-1", good.Header("x-ms-correlation-request-id"));
        Assert.Collection(server.Log,
            entry => Assert.Equal(
                ("GET", $"/subscriptions/{ArmServer.SubscriptionId}", "2022-09-01", 200, null),
                (entry.Method, entry.Path, entry.ApiVersion, entry.Status, entry.ErrorCode)),
            entry => Assert.Equal((404, "ResourceGroupNotFound"), (entry.Status, entry.ErrorCode)));
    }

    [Fact]
    public async Task A_fault_takes_the_request_over_and_is_logged()
    {
        await using var server = await ArmServer.StartAsync(beforeRequest: http =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "7";
            return Task.FromResult(true);
        });

        var answer = await server.GetAsync(ArmServer.Path(""));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Equal("7", answer.Header("Retry-After"));
        Assert.Equal(429, Assert.Single(server.Log).Status);
    }

    [Theory]
    [InlineData("POST", "/resourceGroups/demo-RG/providers/Microsoft.ContainerService/managedClusters/demo-aks/rotateClusterCertificates")]
    public async Task What_the_sandbox_lacks_says_so(string method, string path)
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();

        var answer = await server.SendAsync(method, ArmServer.Path(path, ArmServer.AksVersion), new JsonObject());

        Assert.Equal((HttpStatusCode.NotImplemented, "NotImplemented"), (answer.Status, answer.Code));
        Assert.StartsWith("The sandbox does not build", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_of_the_sandbox_is_an_answer_too()
    {
        await using var server = await ArmServer.StartAsync();
        server.Manager.Permissions = null!;

        var answer = await server.GetAsync(ArmServer.Path(""));

        Assert.Equal((HttpStatusCode.InternalServerError, "InternalServerError"), (answer.Status, answer.Code));
        Assert.Equal("InternalServerError", Assert.Single(server.Log).ErrorCode);
    }

    [Fact]
    public async Task A_reader_may_look_and_not_touch()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();
        server.Manager.Permissions = [Sandbox.Arm.PermissionSet.Reader];

        var write = await server.SendAsync("PUT", ArmServer.Path("/resourcegroups/other"), new JsonObject { ["location"] = "eastus2" });
        var credential = await server.SendAsync("POST", ArmServer.ClusterPath(suffix: "/listClusterUserCredential"));
        var permissions = await server.GetAsync(ArmServer.Path("/resourcegroups/demo-RG/providers/Microsoft.Authorization/permissions", "2022-04-01"));

        Assert.Equal(HttpStatusCode.Forbidden, write.Status);
        Assert.Equal("AuthorizationFailed", write.Code);
        Assert.Contains("action 'Microsoft.Resources/subscriptions/resourceGroups/write' over scope", write.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, credential.Status);
        Assert.Contains("'Microsoft.Compute/register/action'",
            (await server.SendAsync("POST", ArmServer.Path("/providers/Microsoft.Compute/register"))).Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync(ArmServer.ClusterPath())).Status);
        Assert.Equal("""["*/read"]""", permissions.Body!["value"]![0]!["actions"]!.ToJsonString());
    }

    [Fact]
    public async Task Without_permissions_there_is_no_subscription_to_see()
    {
        await using var server = await ArmServer.StartAsync();
        server.Manager.Permissions = [];

        Assert.Empty((await server.GetAsync("/subscriptions?api-version=2022-12-01")).Body!["value"]!.AsArray());
        Assert.Equal("AuthorizationFailed", (await server.GetAsync(ArmServer.Path("/resourcegroups"))).Code);
        Assert.Empty((await server.GetAsync(ArmServer.Path("/providers/Microsoft.Authorization/permissions", "2022-04-01"))).Body!["value"]!.AsArray());
    }
}
