using System.Security.Cryptography.X509Certificates;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Testing;

/// <summary>
/// The Kubernetes cluster that the environment variable <c>OPENCLAW_TEST_KUBECONFIG</c> names, for tests that need a real API server
/// (tests/testbed gives one). It is read without any of the product's code.
/// </summary>
internal sealed class RealCluster
{
    /// <summary>The environment variable with the path of a kubeconfig.</summary>
    public const string Variable = "OPENCLAW_TEST_KUBECONFIG";

    private static readonly string[] TestContexts = ["openclaw-test", "kind-", "k3d-"];

    private RealCluster(string path, YamlNode root)
    {
        KubeConfigPath = path;
        Context = Text(root, "current-context") ?? throw new InvalidOperationException($"{path} has no current-context.");
        var context = Named(root, "contexts", Context, "context");
        var cluster = Named(root, "clusters", Text(context, "cluster"), "cluster");
        var user = Named(root, "users", Text(context, "user"), "user");
        Server = new Uri(Text(cluster, "server")!);
        if (!IsForTests(Context, Server))
        {
            throw new InvalidOperationException(
                $"{Variable} points at the context '{Context}' on {Server.Host}, which is not clearly for tests: its name must start with "
                + $"{string.Join(", ", TestContexts)}, or its server must be on loopback. Nothing was sent to it.");
        }

        CertificateAuthority = X509Certificate2.CreateFromPem(Pem(cluster, "certificate-authority-data")!);
        Token = Text(user, "token");
        ClientCertificate = Pem(user, "client-certificate-data") is { } certificate
            ? X509Certificate2.CreateFromPem(certificate, Pem(user, "client-key-data"))
            : null;
    }

    /// <summary>The kubeconfig's path.</summary>
    public string KubeConfigPath { get; }

    /// <summary>Its current context, the one the tests use.</summary>
    public string Context { get; }

    /// <summary>The API server.</summary>
    public Uri Server { get; }

    /// <summary>The authority that signed the server's certificate.</summary>
    public X509Certificate2 CertificateAuthority { get; }

    /// <summary>The administrator's certificate; null when a token is used.</summary>
    public X509Certificate2? ClientCertificate { get; }

    /// <summary>The administrator's bearer token; null when a certificate is used.</summary>
    public string? Token { get; }

    /// <summary>
    /// The cluster, or null when the variable is not set. Throws InvalidOperationException when it names one that is not clearly for
    /// tests, so that a wrong setting fails a run instead of passing as skipped.
    /// </summary>
    public static RealCluster? Find()
    {
        var path = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(path))
            return null;
        var yaml = new YamlStream();
        using var reader = File.OpenText(path);
        yaml.Load(reader);
        return new RealCluster(path, yaml.Documents[0].RootNode);
    }

    /// <summary>The cluster; the running test is skipped when the variable is not set.</summary>
    public static RealCluster Require()
    {
        var cluster = Find();
        Assert.SkipWhen(cluster is null, $"It needs a real API server: set {Variable} to a kubeconfig, for example of tests/testbed/kubernetes up.");
        return cluster;
    }

    internal static bool IsForTests(string context, Uri server)
        => server.IsLoopback || TestContexts.Any(prefix => context.StartsWith(prefix, StringComparison.Ordinal));

    private static YamlNode Named(YamlNode root, string list, string? name, string what)
        => ((YamlSequenceNode)root[list]).Single(entry => Text(entry, "name") == name)[what];

    private static string? Text(YamlNode node, string key)
        => ((YamlMappingNode)node).Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;

    private static string? Pem(YamlNode node, string key)
        => Text(node, key) is { } data ? System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(data)) : null;
}
