using System.Net;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class AccessCases(ContractCluster cluster) : ContractCases(cluster)
{
    private static readonly (string, string) Nobody = ("Impersonate-User", "nobody@contract.invalid");

    [Fact]
    public async Task A_token_nobody_gave_is_unauthorized()
    {
        using var http = new HttpClient(Cluster.CreateAnonymousHandler()) { BaseAddress = Cluster.Server };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "not-a-token");
        using var response = await http.GetAsync(new Uri(ConfigMaps, UriKind.Relative), TestContext.Current.CancellationToken);
        var answer = new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), null);
        answer.Fails(HttpStatusCode.Unauthorized, "Unauthorized");
    }

    [Fact]
    public async Task Who_says_nothing_gets_nothing()
    {
        using var http = new HttpClient(Cluster.CreateAnonymousHandler()) { BaseAddress = Cluster.Server };
        using var response = await http.GetAsync(new Uri(ConfigMaps, UriKind.Relative), TestContext.Current.CancellationToken);
        // Whether anonymous requests are known at all is a server's setting.
        Assert.True(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, response.StatusCode.ToString());
    }

    [Fact]
    public async Task Who_may_not_is_forbidden()
    {
        var status = (await Cluster.SendAsync(HttpMethod.Get, ConfigMaps, null, "", Nobody)).Fails(HttpStatusCode.Forbidden, "Forbidden");
        Assert.Equal("configmaps", status["details"]!["kind"]!.GetValue<string>());
        Assert.Contains("User \"nobody@contract.invalid\" cannot list resource \"configmaps\" in API group \"\" in the namespace", status["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create", "deployments", "apps")]
    [InlineData("get", "secrets", "")]
    public async Task The_administrator_may_and_nobody_may_not(string verb, string resource, string group)
    {
        var body = $$$"""
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {"resourceAttributes":
              {"namespace": "{{{Namespace}}}", "verb": "{{{verb}}}", "resource": "{{{resource}}}", "group": "{{{group}}}"} } }
            """;
        const string path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
        Assert.True((await Cluster.CreateAsync(path, body)).Is(HttpStatusCode.Created)["status"]!["allowed"]!.GetValue<bool>());
        // Everyone who is signed in may ask about themselves.
        var answer = await Cluster.SendAsync(HttpMethod.Post, path, body, "application/json", Nobody, ("Impersonate-Group", "system:authenticated"));
        Assert.False(answer.Is(HttpStatusCode.Created)["status"]!["allowed"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_role_lets_its_subject_do_what_it_says()
    {
        var rbac = $"/apis/rbac.authorization.k8s.io/v1/namespaces/{Namespace}";
        var role = await Cluster.CreateAsync(rbac + "/roles", """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "reader"},
             "rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]}]}
            """);
        Cluster.SkipIfNotSimulated(role);
        role.Is(HttpStatusCode.Created);
        (await Cluster.CreateAsync(rbac + "/rolebindings", """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "reader"},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
             "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "nobody@contract.invalid"}]}
            """)).Is(HttpStatusCode.Created);

        for (var tries = 0; (await Cluster.SendAsync(HttpMethod.Get, ConfigMaps, null, "", Nobody)).Code != HttpStatusCode.OK; tries++)
        {
            Assert.True(tries < 100);
            await Task.Delay(50, TestContext.Current.CancellationToken); // the authorizer hears of the role a moment later
        }

        (await Cluster.SendAsync(HttpMethod.Post, ConfigMaps, ConfigMap("x"), "application/json", Nobody)).Fails(HttpStatusCode.Forbidden, "Forbidden");
        (await Cluster.SendAsync(HttpMethod.Get, Secrets, null, "", Nobody)).Fails(HttpStatusCode.Forbidden, "Forbidden");
    }
}
