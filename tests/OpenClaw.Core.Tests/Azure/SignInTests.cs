using Azure.Core;
using Azure.Identity;
using OpenClaw.Azure;
using OpenClaw.Operations;

namespace OpenClaw.Core.Tests.Azure;

public sealed class SignInTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Goes_from_way_to_way_and_stays_with_the_one_that_works()
    {
        int asked = 0, worked = 0;
        var credential = new SignInCredential([
            Source(SignInKind.AzureCli, _ => { asked++; throw new CredentialUnavailableException("no az"); }),
            Source(SignInKind.ManagedIdentity, _ => { worked++; return Token("a", TimeSpan.FromHours(1)); }),
        ]);

        await credential.GetTokenAsync(new TokenRequestContext(["one/.default"]), Cancel);
        await credential.GetTokenAsync(new TokenRequestContext(["two/.default"]), Cancel);
        await credential.GetTokenAsync(new TokenRequestContext(["one/.default"]), Cancel);

        Assert.Equal((1, 2, SignInKind.ManagedIdentity), (asked, worked, credential.Used));
    }

    [Fact]
    public async Task A_token_about_to_expire_or_refused_is_not_handed_out_again()
    {
        var count = 0;
        var credential = new SignInCredential([Source(SignInKind.AzureCli, _ => Token($"{++count}", count == 1 ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(1)))]);
        var request = new TokenRequestContext(["one/.default"]);

        Assert.Equal("1", (await credential.GetTokenAsync(request, Cancel)).Token);
        Assert.Equal("2", (await credential.GetTokenAsync(request, Cancel)).Token);
        Assert.Equal("2", (await credential.GetTokenAsync(request, Cancel)).Token);
        credential.Forget();
        Assert.Equal("3", (await credential.GetTokenAsync(request, Cancel)).Token);
    }

    [Fact]
    public async Task When_no_way_works_all_that_were_tried_are_told()
    {
        var credential = new SignInCredential([
            Source(SignInKind.AzureCli, _ => throw new AuthenticationFailedException("Please run 'az login'.\nlong tail")),
            new SignInSource(SignInKind.ManagedIdentity, "managed identity", DelegatedTokenCredential.Create(
                (_, _) => default, async (_, c) => { await Task.Delay(Timeout.Infinite, c); return default; }), TimeSpan.FromMilliseconds(50)),
        ]);

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => credential.GetTokenAsync(new TokenRequestContext(["x"]), Cancel).AsTask());

        Assert.True(error is { ErrorId: "AzureSignInFailed", Kind: ErrorKind.AuthenticationError });
        Assert.Contains("AzureCli: Please run 'az login'.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("long tail", error.Message, StringComparison.Ordinal);
        Assert.Contains("managed identity: did not answer in time", error.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-AzAccount", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_usual_order_asks_no_person()
    {
        if (Environment.GetEnvironmentVariable("IDENTITY_ENDPOINT") is not null) Assert.Skip("This machine has a managed identity.");
        var ways = SignInSources.For(new AzureSignInOptions(), AzureCloud.Of(new AzureSignInOptions())).Select(s => s.Kind);

        Assert.Equal([SignInKind.AzureCli, SignInKind.AzurePowerShell, SignInKind.ManagedIdentity, SignInKind.EnvironmentVariables], ways);
    }

    [Fact]
    public void What_is_asked_for_is_the_only_way()
    {
        var cloud = AzureCloud.Of(new AzureSignInOptions());
        Assert.Equal(SignInKind.AccessToken, Only(new() { AccessToken = ArmServer.Secure("t"), ManagedIdentity = true }));
        Assert.Equal(SignInKind.ManagedIdentity, Only(new() { ManagedIdentity = true, Interactive = true }));
        Assert.Equal(SignInKind.ManagedIdentity, Only(new() { ManagedIdentityClientId = "11111111-2222-3333-4444-555555555555" }));
        Assert.Equal(SignInKind.ServicePrincipal, Only(new() { ApplicationId = "11111111-2222-3333-4444-555555555555", ApplicationSecret = ArmServer.Secure("s"), TenantId = "11111111-2222-3333-4444-555555555555" }));

        SignInKind Only(AzureSignInOptions options) => Assert.Single(SignInSources.For(options, cloud)).Kind;
    }

    [Fact]
    public void A_service_principal_without_tenant_is_refused() => Assert.Equal("ServicePrincipalIncomplete", Assert.ThrowsAny<OpenClawException>(() =>
        SignInSources.For(new() { ApplicationId = "a", ApplicationSecret = ArmServer.Secure("s") }, AzureCloud.Of(new()))).ErrorId);

    [Fact]
    public async Task An_expired_token_is_told_before_anything_is_sent()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        // {"exp":1700000000}
        var signIn = azure.SignIn with { AccessToken = ArmServer.Secure("e30.eyJleHAiOjE3MDAwMDAwMDB9.c2ln") };

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => GetClustersOperation.RunAsync(null, null, signIn, OperationContext.Silent, Cancel));

        Assert.Equal("AccessTokenExpired", error.ErrorId);
        Assert.Empty(azure.Requests);
    }

    [Theory]
    [InlineData("AzureCloud", "https://management.azure.com/", "https://login.microsoftonline.com/")]
    [InlineData("azureusgovernment", "https://management.usgovcloudapi.net/", "https://login.microsoftonline.us/")]
    [InlineData("AzureChinaCloud", "https://management.chinacloudapi.cn/", "https://login.chinacloudapi.cn/")]
    public void Sovereign_clouds_have_their_own_endpoints(string name, string endpoint, string authority)
    {
        var cloud = AzureCloud.Of(new AzureSignInOptions { Environment = name });

        Assert.Equal((endpoint, authority), (cloud.Environment.Endpoint.ToString(), cloud.AuthorityHost.ToString()));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("https://host/path")]
    [InlineData("https://user@host/")]
    public void An_endpoint_is_https_without_path(string endpoint) => Assert.Equal("AzureEndpointInvalid", Assert.ThrowsAny<OpenClawException>(() =>
        AzureCloud.Of(new AzureSignInOptions { ResourceManagerEndpoint = new Uri(endpoint) })).ErrorId);

    [Fact]
    public void A_token_for_Azure_is_never_asked_for_another_endpoint() => Assert.Equal(
        "https://host:8443/.default", AzureCloud.Of(new AzureSignInOptions { ResourceManagerEndpoint = new Uri("https://host:8443") }).Environment.DefaultScope);

    [Fact]
    public void An_unknown_environment_lists_the_known_ones() => Assert.Contains(
        "AzureUSGovernment", Assert.ThrowsAny<OpenClawException>(() => AzureCloud.Of(new AzureSignInOptions { Environment = "AzureGermanCloud" })).Message, StringComparison.Ordinal);

    private static SignInSource Source(SignInKind kind, Func<TokenRequestContext, AccessToken> get) =>
        new(kind, kind.ToString(), DelegatedTokenCredential.Create((r, _) => get(r), (r, _) => ValueTask.FromResult(get(r))), null);

    private static AccessToken Token(string value, TimeSpan life) => new(value, DateTimeOffset.UtcNow + life);
}
