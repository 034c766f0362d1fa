using System.Security.Cryptography.X509Certificates;
using OpenClaw.Kubernetes;

namespace OpenClaw.Tests.Kubernetes;

public sealed class TlsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_own_authority_is_trusted_over_HTTP_2_and_another_is_not()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Leaf(authority, "localhost");
        var protocol = "";
        await using var server = await ScriptedApiServer.StartAsync(
            c =>
            {
                protocol = c.Request.Protocol;
                return c.JsonAsync("""{"gitVersion":"v1.36.0"}""");
            },
            certificate);
        Assert.Equal("v1.36.0", await VersionAsync(server.Connection with { CertificateAuthorities = TestCertificates.Bundle(authority) }));
        Assert.Equal("HTTP/2", protocol);

        using var other = TestCertificates.Authority();
        var error = await RefusedAsync(server.Connection with { CertificateAuthorities = TestCertificates.Bundle(other) });
        Assert.Contains("issued by 'CN=test authority'", error.Message, StringComparison.Ordinal);
        await RefusedAsync(server.Connection);
        Assert.Equal("v1.36.0", await VersionAsync(server.Connection with { SkipTlsVerify = true }));
    }

    [Fact]
    public async Task An_intermediate_in_the_bundle_is_an_anchor()
    {
        using var root = TestCertificates.Authority("root");
        using var intermediate = Sub(root);
        using var certificate = TestCertificates.Leaf(intermediate, "localhost");
        await using var server = await ScriptedApiServer.StartAsync(static c => c.JsonAsync("{}"), certificate);
        await VersionAsync(server.Connection with { CertificateAuthorities = TestCertificates.Bundle(intermediate) });
    }

    [Fact]
    public async Task The_TLS_server_name_is_asked_for_and_checked()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Leaf(authority, "api.internal", loopback: false);
        await using var server = await ScriptedApiServer.StartAsync(static c => c.JsonAsync("{}"), certificate);
        var connection = server.Connection with { CertificateAuthorities = TestCertificates.Bundle(authority) };
        await VersionAsync(connection with { TlsServerName = "api.internal" });
        Assert.Equal("api.internal", server.ServerName);
        var error = await RefusedAsync(connection);
        Assert.Contains("not for this host name but for api.internal", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_is_told_as_such()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Leaf(authority, "localhost", expired: true);
        await using var server = await ScriptedApiServer.StartAsync(static c => c.JsonAsync("{}"), certificate);
        var error = await RefusedAsync(server.Connection with { CertificateAuthorities = TestCertificates.Bundle(authority) });
        Assert.Contains("valid from", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_certificate_is_shown()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Leaf(authority, "localhost");
        using var mine = TestCertificates.Leaf(authority, "me");
        await using var server = await ScriptedApiServer.StartAsync(static c => c.JsonAsync("{}"), certificate);
        await VersionAsync(server.Connection with { CertificateAuthorities = TestCertificates.Bundle(authority), ClientCertificate = mine });
        Assert.Equal(mine.Thumbprint, server.ClientCertificate?.Thumbprint);
    }

    private static X509Certificate2 Sub(X509Certificate2 root) => TestCertificates.Authority("intermediate", root);

    private static async Task<string> VersionAsync(KubernetesConnection connection)
    {
        using var client = new KubernetesClient(connection, time: new InstantTime());
        return await client.GetVersionAsync(Stop);
    }

    private static async Task<OpenClawException> RefusedAsync(KubernetesConnection connection)
    {
        var error = await Assert.ThrowsAsync<OpenClawException>(() => VersionAsync(connection));
        Assert.Equal(("KubernetesUntrusted", ErrorKind.ConnectionError), (error.ErrorId, error.Kind));
        return error;
    }
}
