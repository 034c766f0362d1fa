using System.Net;
using OpenClaw.Azure;
using OpenClaw.Operations;

namespace OpenClaw.Core.Tests.Azure;

/// <summary>What users see when Azure refuses the creation.</summary>
public sealed class AzureErrorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(409, "OperationNotAllowed", "Another operation is in progress.", false, "AzureBusy", ErrorKind.ResourceBusy)]
    [InlineData(400, "QuotaExceeded", "Provisioning of resource(s) needs more quota.", true, "AzureQuotaExceeded", ErrorKind.LimitsExceeded)]
    [InlineData(400, "BadRequest", "The VM size of Standard_D2s_v5 is not allowed in your subscription in location 'eastus2'.", true, "AzureSkuNotAvailable", ErrorKind.NotSupported)]
    [InlineData(400, "ManagedClusterCountExceedsQuotaLimit", "Too many clusters.", true, "AzureClusterLimit", ErrorKind.LimitsExceeded)]
    [InlineData(400, "AksCapacityHeavyUsage", "AKS is experiencing heavy usage.", true, "AzureCapacity", ErrorKind.ResourceUnavailable)]
    [InlineData(409, "MissingSubscriptionRegistration", "The subscription is not registered.", false, "AzureProviderNotRegistered", ErrorKind.ResourceUnavailable)]
    [InlineData(403, "RequestDisallowedByPolicy", "Resource was disallowed by policy.", false, "AzurePolicy", ErrorKind.PermissionDenied)]
    [InlineData(403, "AuthorizationFailed", "The client does not have authorization.", false, "AzureNotAuthorized", ErrorKind.PermissionDenied)]
    [InlineData(403, "LinkedAuthorizationFailed", "No permission on the linked scope.", false, "AzureNotAuthorized", ErrorKind.PermissionDenied)]
    [InlineData(403, "SomethingNew", "Not today.", false, "AzureNotAuthorized", ErrorKind.PermissionDenied)]
    [InlineData(401, "ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than now.", false, "AzureTokenRefused", ErrorKind.AuthenticationError)]
    [InlineData(400, "SomethingNew", "Never seen before.", true, "AzureRefused", ErrorKind.OperationFailed)]
    public async Task Shows_code_words_and_remedy(int status, string code, string message, bool flat, string errorId, ErrorKind kind)
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate();
        azure.On("PUT", ArmScript.ClusterPath, flat ? ArmAnswer.FlatError((HttpStatusCode)status, code, message) : ArmAnswer.Error((HttpStatusCode)status, code, message));

        var error = await FailsAsync(azure);

        Assert.Equal((errorId, kind), (error.ErrorId, error.Kind));
        Assert.StartsWith($"Azure refused: {code}: {message}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Headers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throttled_request_waits_as_long_as_Azure_asks_and_goes_on()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 0);
        var times = new List<DateTime>();
        azure.On(r =>
        {
            if (!r.Is("PUT", ArmScript.ClusterPath)) return null;
            times.Add(DateTime.UtcNow);
            return times.Count == 1 ? ArmAnswer.Error(HttpStatusCode.TooManyRequests, "Throttled", "Slow down.").With("Retry-After", "2") : null;
        });

        Assert.NotNull(await NewClusterOperation.RunAsync(new() { Name = "openclaw" }, azure.SignIn, OperationContext.Silent, Cancel));

        Assert.True(times[1] - times[0] >= TimeSpan.FromSeconds(1.9));
    }

    [Fact]
    public async Task A_wait_nobody_would_sit_through_is_an_error_at_once()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate();
        azure.On("PUT", ArmScript.ClusterPath, ArmAnswer.Error(HttpStatusCode.TooManyRequests, "Throttled", "Slow down.").With("Retry-After", "3600"));

        Assert.True(await FailsAsync(azure) is { ErrorId: "AzureThrottled", Kind: ErrorKind.LimitsExceeded });
        Assert.Single(azure.Requests, r => r.Is("PUT", ArmScript.ClusterPath));
    }

    [Fact]
    public async Task An_operation_address_on_another_host_gets_no_token()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate();
        azure.On("PUT", ArmScript.ClusterPath, new ArmAnswer(HttpStatusCode.Created, ArmScript.Cluster("Creating")).With("Azure-AsyncOperation", "https://elsewhere.example/operations/1"));

        Assert.Equal("AzureAddressForeign", (await FailsAsync(azure)).ErrorId);
    }

    [Fact]
    public async Task Nobody_listening_is_a_connection_error()
    {
        AzureSignInOptions signIn;
        await using (var azure = await ArmScript.StartAsync(Cancel)) signIn = azure.SignIn;

        // The authority's file went with the server; without it the connection is refused all the same.
        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() =>
            GetClustersOperation.RunAsync(null, null, signIn with { CertificateAuthorityPath = null }, OperationContext.Silent, Cancel));

        Assert.True(error is { ErrorId: "AzureUnreachable", Kind: ErrorKind.ConnectionError });
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_talked_to()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        await using var other = await ArmScript.StartAsync(Cancel);
        var signIn = azure.SignIn with { CertificateAuthorityPath = other.SignIn.CertificateAuthorityPath };

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => GetClustersOperation.RunAsync(null, null, signIn, OperationContext.Silent, Cancel));

        Assert.Equal("AzureUnreachable", error.ErrorId);
        Assert.Empty(azure.Requests);
    }

    private static async Task<OpenClawException> FailsAsync(ArmServer azure) => await Assert.ThrowsAnyAsync<OpenClawException>(() =>
        NewClusterOperation.RunAsync(new() { Name = "openclaw" }, azure.SignIn, OperationContext.Silent, Cancel));
}
