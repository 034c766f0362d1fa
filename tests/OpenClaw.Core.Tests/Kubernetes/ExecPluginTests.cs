using System.Diagnostics;
using OpenClaw.Kubernetes;

namespace OpenClaw.Tests.Kubernetes;

public sealed class ExecPluginTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_runs_next_to_the_file_with_arguments_and_environment_and_its_token_is_kept_until_it_ends()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        _folder.WriteScript("sign-in", """
            echo "$KUBERNETES_EXEC_INFO" > "$(dirname "$0")/request"
            echo x >> "$(dirname "$0")/runs"
            n=$(wc -l < "$(dirname "$0")/runs" | tr -d ' ')
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s-%s-%s","expirationTimestamp":"2099-01-01T00:00:00Z"}}' "$1" "$EXTRA" "$n"
            """);
        var connection = await ConnectAsync("""
            exec: {apiVersion: client.authentication.k8s.io/v1, command: ./sign-in, args: ["a b$(x)"], env: [{name: EXTRA, value: e}], interactiveMode: Never, provideClusterInfo: true}
            """);
        Assert.Equal("a b$(x)-e-1", await connection.GetTokenAsync!(false, Stop));
        Assert.Equal("a b$(x)-e-1", await connection.GetTokenAsync(false, Stop));
        Assert.Equal("a b$(x)-e-2", await connection.GetTokenAsync(true, Stop));
        var request = JsonBody.Parse(File.ReadAllBytes(_folder.Path + "/request"));
        Assert.Equal("https://c", request.Child("spec").Child("cluster").Text("server"));
        Assert.False(request.Child("spec").Flag("interactive"));
    }

    [Fact]
    public async Task A_credential_that_has_ended_is_renewed_and_a_certificate_will_do()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        using var authority = TestCertificates.Authority();
        using var leaf = TestCertificates.Leaf(authority, "me");
        using var key = System.Security.Cryptography.X509Certificates.RSACertificateExtensions.GetRSAPrivateKey(leaf)!;
        var answer = new System.Text.Json.Nodes.JsonObject
        {
            ["apiVersion"] = "client.authentication.k8s.io/v1beta1",
            ["kind"] = "ExecCredential",
            ["status"] = new System.Text.Json.Nodes.JsonObject
            {
                ["token"] = "t",
                ["clientCertificateData"] = leaf.ExportCertificatePem(),
                ["clientKeyData"] = key.ExportPkcs8PrivateKeyPem(),
                ["expirationTimestamp"] = "2001-01-01T00:00:00Z",
            },
        };
        _folder.Write("answer", answer.ToJsonString());
        _folder.WriteScript("sign-in", "cd \"$(dirname \"$0\")\"; echo x >> runs; cat answer");
        var connection = await ConnectAsync("exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./sign-in, interactiveMode: Never}");
        Assert.Equal(leaf.Thumbprint, connection.ClientCertificate?.Thumbprint);
        await connection.GetTokenAsync!(false, Stop);
        Assert.Equal(2, File.ReadAllLines(_folder.Path + "/runs").Length);
    }

    [Fact]
    public async Task A_missing_program_is_told_with_the_hint()
    {
        var error = await Assert.ThrowsAsync<OpenClawException>(() => ConnectAsync(
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-program-here, installHint: get it there, interactiveMode: Never}"));
        Assert.Equal(("ExecPluginNotFound", ErrorKind.NotFound), (error.ErrorId, error.Kind));
        Assert.Contains("get it there", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo please sign in >&2; exit 3", "ExecPluginFailed", "code 3. please sign in")]
    [InlineData("echo eyJcanaryeyJcanaryeyJcanaryeyJcanaryeyJcanaryeyJcanaryeyJcanary >&2; exit 1", "ExecPluginFailed", "***")]
    [InlineData("echo '{\"token\": \"canary\"}'", "ExecPluginBadAnswer", "ExecCredential")]
    [InlineData("head -c 2000000 /dev/zero", "ExecPluginFailed", "sign-in")]
    public async Task A_failing_program_is_told_without_any_token(string body, string id, string words)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        _folder.WriteScript("sign-in", body);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => ConnectAsync(
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./sign-in, interactiveMode: Never}"));
        Assert.Equal(id, error.ErrorId);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_kills_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks into /proc.");
        var fifo = _folder.Path + "/started";
        Process.Start("mkfifo", fifo).WaitForExit();
        _folder.WriteScript("sign-in", "echo $$ > \"$(dirname \"$0\")/started\"; exec sleep 100");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var config = KubeConfig.Load(_folder.Write("config", KubeConfigTests.Context(
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./sign-in, interactiveMode: Never}")));
        var connect = config.ConnectAsync(config.GetContext(null), cancel.Token);
        var id = int.Parse(await File.ReadAllTextAsync(fifo, Stop), null);
        using var process = Process.GetProcessById(id);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connect);
        await process.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromSeconds(10), Stop);
    }

    private Task<KubernetesConnection> ConnectAsync(string user)
    {
        var config = KubeConfig.Load(_folder.Write("config", KubeConfigTests.Context(user.Trim())));
        return config.ConnectAsync(config.GetContext(null), Stop);
    }
}
