using System.Text.Json;
using CsCheck;
using OpenClaw.Kubernetes;

namespace OpenClaw.Tests.Properties;

/// <summary>Whatever stands in a kubeconfig: it is read as it is meant, or refused with a reason.</summary>
[Trait("Promise", "Structure")]
public sealed class KubeConfigPropertyTests
{
    private static readonly string[] Pieces =
    [
        "apiVersion: v1\n", "kind: Config\n", "clusters:\n", "users:\n", "contexts:\n", "- ", "  ", "\n", "name: a\n", "cluster: a\n", "cluster:\n", "user:\n",
        "context: {cluster: a, user: a}\n", "server: https://127.0.0.1:1\n", "current-context: a\n", "token: t\n", "{", "}", "[", "]", ":", ",", "*a", "&a ",
        "certificate-authority-data: !!binary x\n", "exec: {command: x}\n", "|\n", "\t", "\"", "'", "---\n", "? ", "<<: *a\n", "namespace: x\n",
        "insecure-skip-tls-verify: maybe\n", "proxy-url: ':'\n", "extensions: []\n", "#", "\0",
    ];

    private static readonly Gen<string> Yaml = Gen.OneOf(
        Gen.Int[0, Pieces.Length - 1].Array[0, 30].Select(p => string.Concat(p.Select(i => Pieces[i]))),
        Texts.Any,
        Gen.Select(Gen.Const(Document("a", "a", "n", "t")), Gen.Int[0, 400], Texts.Any, (d, at, s) => d.Insert(Math.Min(at, d.Length), s)),
        Gen.Select(Gen.Const(Document("a", "a", "n", "t")), Gen.Int[0, 400], Gen.Int[1, 20], (d, at, n) => Cut(d, at, n)));

    [Fact]
    public void Any_text_is_read_or_refused() => Yaml.Sample(
        yaml =>
        {
            try
            {
                var config = KubeConfig.Parse(yaml, "config");
                var context = config.GetContext(null);
                config.ConnectAnonymously(context);
                config.UsesExecPlugin(context);
            }
            catch (OpenClawException e)
            {
                Assert.NotEmpty(e.Message);
            }
        },
        iter: 25_000);

    [Fact]
    public void Any_names_come_out_as_they_went_in() => Gen.Select(Texts.Any, Texts.Any, Texts.Any).Sample(
        (anyName, anyNamespace, anyArgument) =>
        {
            var (name, ns, argument) = (Texts.WellFormed(anyName), Texts.WellFormed(anyNamespace), Texts.WellFormed(anyArgument));
            KubeConfigContext context;
            try
            {
                context = KubeConfig.Parse(Document(name, name, ns, argument), "config").GetContext(name.Length == 0 ? null : name);
            }
            catch (OpenClawException e) when (name.Trim('\0').Length < name.Length || name.Length == 0)
            {
                Assert.NotEmpty(e.Message);
                return;
            }
            Assert.Equal((name, name, name), (context.Name, context.ClusterName, context.UserName));
            Assert.Equal(ns.Length == 0 ? "default" : ns, context.Namespace);
        },
        iter: 10_000);

    [Fact]
    public void Any_arguments_reach_an_exec_plugin_one_by_one() => Texts.Any.Array[0, 4].Sample(
        any =>
        {
            var arguments = any.Select(Texts.WellFormed).ToArray();
            var exec = KubeConfigParser.Parse(
                JsonSerializer.Serialize(new { apiVersion = "client.authentication.k8s.io/v1", command = "plugin", args = arguments }), "config")!;
            Assert.Equal(arguments, ExecPluginSettings.Read(exec, "user").Arguments);
        },
        iter: 5_000);

    // JSON is YAML, and its strings can hold anything.
    private static string Document(string name, string cluster, string ns, string token) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Config",
        ["current-context"] = name,
        ["clusters"] = new[] { new { name = cluster, cluster = new { server = "https://127.0.0.1:6443" } } },
        ["users"] = new[] { new { name, user = new { token } } },
        ["contexts"] = new[] { new { name, context = new Dictionary<string, string> { ["cluster"] = cluster, ["user"] = name, ["namespace"] = ns } } },
    });

    private static string Cut(string text, int at, int count)
    {
        at = Math.Min(at, text.Length);
        return text.Remove(at, Math.Min(count, text.Length - at));
    }
}
