using System.Text;
using CsCheck;
using OpenClaw.Kubernetes;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Kubernetes;

public sealed class KubeConfigTests : IDisposable
{
    private const string Sample = """
        apiVersion: v1
        kind: Config
        current-context: dev
        clusters:
        - name: c1
          cluster: &c1
            server: https://one.example:6443/prefix
            tls-server-name: api.internal
            proxy-url: socks5://proxy.example:1080
        - {name: c2, cluster: {<<: *c1, server: "http://two.example"}}
        users:
        - name: u1
          user: {token: "canary-token", as: jane, as-groups: [a, b], as-user-extra: {team: [x]}}
        - name: u2
          user:
            username: me
            password: secret
        contexts:
        - name: dev
          context:
            cluster: c1
            user: u1
            namespace: work
            extensions: [{name: any, extension: {deep: [1, 2]}}]
        - {name: flow, context: {cluster: c2, user: u2}}
        - name: broken
          context: {cluster: none, user: u1}
        """;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Block_and_flow_style_say_the_same()
    {
        var config = KubeConfig.Parse(Sample, "sample");
        Assert.Equal(["broken", "dev", "flow"], config.ContextNames);
        var dev = await config.ConnectAsync(config.GetContext(null), Stop);
        Assert.Equal(new Uri("https://one.example:6443/prefix"), dev.Server);
        Assert.Equal(("dev", "work", "api.internal"), (dev.Name, dev.Namespace, dev.TlsServerName));
        Assert.Equal(new Uri("socks5://proxy.example:1080"), dev.Proxy);
        Assert.Equal("canary-token", await dev.GetTokenAsync!(false, Stop));
        Assert.Equal(["jane", "a", "b", "x"], dev.Impersonate!.Headers().Select(static h => h.Value));

        var flow = await config.ConnectAsync(config.GetContext("flow"), Stop);
        Assert.Equal((new Uri("http://two.example"), "default"), (flow.Server, flow.Namespace));
        Assert.Equal(("api.internal", "secret"), (flow.TlsServerName, flow.BasicCredential!.Password));
    }

    [Fact]
    public void Of_several_files_the_first_counts_for_each_name()
    {
        var first = _folder.Write("first", """
            {clusters: [{name: c, cluster: {server: "https://first"}}], contexts: [{name: x, context: {cluster: c, user: u}}]}
            """);
        var second = _folder.Write("second", """
            {current-context: y, users: [{name: u, user: {token: t}}],
             clusters: [{name: c, cluster: {server: "https://second"}}, {name: d, cluster: {server: "https://d"}}],
             contexts: [{name: x, context: {cluster: d, user: u}}, {name: y, context: {cluster: c, user: u}}]}
            """);
        var third = _folder.Write("third", "current-context: x");
        var list = string.Join(Path.PathSeparator, first, _folder.Path + "/missing", second, third);
        var config = KubeConfig.Load(null, name => name == "KUBECONFIG" ? list : null);
        Assert.Equal("y", config.CurrentContext);
        Assert.Equal("https://first/", config.ConnectAnonymously(config.GetContext("y")).Server.AbsoluteUri);
        Assert.Equal("https://first/", config.ConnectAnonymously(config.GetContext("x")).Server.AbsoluteUri);
        Assert.Equal("KubeConfigNotFound", Assert.Throws<OpenClawException>(() => KubeConfig.Load(list)).ErrorId);
    }

    [Fact]
    public void Without_KUBECONFIG_it_is_the_file_in_the_home_folder()
    {
        _folder.Write(".kube/config", Sample);
        Assert.Equal("dev", KubeConfig.Load(null, name => name == "HOME" ? _folder.Path : null).CurrentContext);
    }

    [Fact]
    public async Task Certificates_come_as_data_or_as_files_next_to_it()
    {
        using var authority = TestCertificates.Authority();
        using var leaf = TestCertificates.Leaf(authority, "me");
        using var key = System.Security.Cryptography.X509Certificates.RSACertificateExtensions.GetRSAPrivateKey(leaf)!;
        _folder.Write("pki/ca.pem", authority.ExportCertificatePem());
        _folder.Write("pki/key.pem", key.ExportRSAPrivateKeyPem());
        var file = _folder.Write("config", $$$"""
            clusters: [{name: c, cluster: {server: "https://c", certificate-authority: pki/ca.pem}}]
            users: [{name: u, user: {client-certificate-data: {{{Base64(leaf.ExportCertificatePem())}}}, client-key: pki/key.pem}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);
        var connection = await KubeConfigClusters.Get(file, null, OperationContext.Silent).ConnectAsync(Stop);
        Assert.Equal(authority.Thumbprint, Assert.Single(connection.CertificateAuthorities!).Thumbprint);
        Assert.Equal((leaf.Thumbprint, true), (connection.ClientCertificate!.Thumbprint, connection.ClientCertificate.HasPrivateKey));
    }

    [Fact]
    public async Task A_token_file_is_read_anew_and_outlives_its_absence()
    {
        var token = _folder.Write("token", "first\n");
        var config = KubeConfig.Load(_folder.Write("config", Context("tokenFile: token")));
        var connection = await config.ConnectAsync(config.GetContext("x"), Stop);
        Assert.Equal("first", await connection.GetTokenAsync!(false, Stop));
        File.WriteAllText(token, "second");
        Assert.Equal("second", await connection.GetTokenAsync(false, Stop));
        File.Delete(token);
        Assert.Equal("second", await connection.GetTokenAsync(false, Stop));
    }

    [Fact]
    public void The_insecure_flag_is_kept_with_a_warning()
    {
        var file = _folder.Write("config", """
            {clusters: [{name: c, cluster: {server: "https://c", insecure-skip-tls-verify: true}}], contexts: [{name: x, context: {cluster: c}}]}
            """);
        var messages = new List<OperationMessage>();
        var cluster = KubeConfigClusters.Get(file, "x", new OperationContext { Write = messages.Add });
        Assert.Equal(("x", "c", "x", true), (cluster.Name, cluster.ClusterName, cluster.Context, cluster.Ready));
        Assert.Contains("insecure-skip-tls-verify", Assert.IsType<WarningMessage>(Assert.Single(messages)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clusters: [\n  }", "KubeConfigNotYaml", "line 2")]
    [InlineData("a: b\nusers: *canary-token", "KubeConfigNotYaml", "line 2, column 8")]
    [InlineData("a: b\nclusters: text", "KubeConfigInvalid", "line 2")]
    [InlineData("a: b\n\nclusters:\n- cluster: {}", "KubeConfigInvalid", "line 4")]
    [InlineData("clusters: [{name: a, cluster: {}}, {name: a, cluster: {}}]", "KubeConfigInvalid", "'a' is there twice")]
    [InlineData("just text", "KubeConfigInvalid", "mapping")]
    [InlineData("", "KubeConfigNoCurrentContext", "none")]
    [InlineData("contexts: [{name: y, context: {cluster: c}}]\ncurrent-context: x", "KubeConfigContextNotFound", "There are: y")]
    [InlineData("contexts: [{name: x, context: {cluster: c}}]\ncurrent-context: x", "KubeConfigIncomplete", "'c' is not defined")]
    [InlineData("@user: {token: canary-token, client-key-data: 'canary!'}", "KubeConfigIncomplete", "client-key-data")]
    [InlineData("@user: {token: \"canary token\"}", "KubeConfigIncomplete", "token of user 'u'")]
    [InlineData("@user: {auth-provider: {name: gcp}}", "KubeConfigAuthProvider", "gcp")]
    [InlineData("@user: {exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}}", "ExecPluginInvalid", "v1alpha1")]
    [InlineData("@user: {client-certificate-data: aGk=}", "KubeConfigIncomplete", "together")]
    [InlineData("@user: {client-certificate-data: aGk=, client-key-data: aGk=}", "KubeConfigIncomplete", "PEM")]
    [InlineData("@server: one.example:6443", "KubeConfigIncomplete", "https://")]
    [InlineData("@server: \"https://c\", certificate-authority: nowhere.pem", "KubeConfigIncomplete", "nowhere.pem")]
    [InlineData("@server: \"https://c\", insecure-skip-tls-verify: maybe", "KubeConfigInvalid", "true or false")]
    public async Task A_bad_file_is_told_with_its_path_and_place(string text, string id, string words)
    {
        if (text.StartsWith("@user: ", StringComparison.Ordinal))
            text = Context(text["@user: ".Length..].Trim('{', '}') + (text.Contains("{name", StringComparison.Ordinal) || text.Contains("exec", StringComparison.Ordinal) ? "}" : ""));
        else if (text.StartsWith('@'))
            text = $"{{clusters: [{{name: c, cluster: {{{text[1..]}}}}}], contexts: [{{name: x, context: {{cluster: c}}}}], current-context: x}}";
        var file = _folder.Write("config", text);
        var error = await Assert.ThrowsAsync<OpenClawException>(async () =>
            await KubeConfigClusters.Get(file, null, OperationContext.Silent).ConnectAsync(Stop));
        Assert.Equal(id, error.ErrorId);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Contains(words, StringComparison.Ordinal), error.Message);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_is_an_error_not_a_crash()
    {
        var deep = "clusters: " + new string('[', 100_000);
        Assert.Equal("KubeConfigTooLarge", Assert.Throws<OpenClawException>(() => KubeConfig.Parse(deep, "deep")).ErrorId);
        var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 60; i++)
            laughs.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        laughs.Append("clusters: *a59");
        Assert.Equal("KubeConfigInvalid", Assert.Throws<OpenClawException>(() => KubeConfig.Parse(laughs.ToString(), "laughs")).ErrorId);
        Assert.Equal("KubeConfigTooLarge", Assert.Throws<OpenClawException>(() => KubeConfig.Parse(new string(' ', 11_000_000), "large")).ErrorId);
    }

    [Fact]
    public void Whatever_is_in_the_file_no_other_exception_comes_out()
    {
        var fragments = Gen.OneOf<string>(
            "clusters:", "users:", "contexts:", "- name: x", "  cluster: {server: y}", "  user:", "    token: t", "current-context: x", "\n", "  ",
            "[", "]", "{", "}", "&a", "*a", "<<: *a", ": ", "? ", "| ", ">-", "'", "\"", "\\u0000", "\t", "---", "...", "%YAML 1.1", "!!binary ", "#", "~", "- ", "é", "\0");
        Gen.OneOf<string>(Gen.Select(fragments.Array[0, 40], static parts => string.Concat(parts)), Gen.String).Sample(
            static text =>
            {
                try
                {
                    var config = KubeConfig.Parse(text, "random");
                    foreach (var name in config.ContextNames)
                        config.ConnectAnonymously(config.GetContext(name));
                }
                catch (OpenClawException)
                {
                }
            },
            iter: 3000);
    }

    internal static string Context(string user) => $$$"""
        clusters: [{name: c, cluster: {server: "https://c"}}]
        users: [{name: u, user: { {{{user}}} }}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
