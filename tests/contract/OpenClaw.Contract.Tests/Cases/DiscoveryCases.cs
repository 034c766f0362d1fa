using System.Net;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class DiscoveryCases(ContractCluster cluster) : ContractCases(cluster)
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    public async Task The_server_says_that_it_is_well(string path)
    {
        var answer = await Cluster.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.Code);
        Assert.Equal("ok", answer.Text);
        Assert.Equal("text/plain", answer.ContentType);
    }

    [Fact]
    public async Task The_version_has_its_numbers()
    {
        var json = (await Cluster.GetAsync("/version")).Is(HttpStatusCode.OK);
        Assert.Matches(@"^v1\.\d+\.\d+", json["gitVersion"]!.GetValue<string>());
        Assert.Equal("1", json["major"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_core_versions_are_listed()
    {
        var json = (await Cluster.GetAsync("/api")).Is(HttpStatusCode.OK);
        Assert.Equal("APIVersions", json["kind"]!.GetValue<string>());
        Assert.Equal(["v1"], json["versions"]!.AsArray().Select(version => version!.GetValue<string>()));
    }

    [Fact]
    public async Task The_groups_are_listed()
    {
        var json = (await Cluster.GetAsync("/apis")).Is(HttpStatusCode.OK);
        Assert.Equal("APIGroupList", json["kind"]!.GetValue<string>());
        var groups = json["groups"]!.AsArray().ToDictionary(group => group!["name"]!.GetValue<string>(), group => group!);
        foreach (var name in new[] { "apps", "networking.k8s.io", "coordination.k8s.io", "authorization.k8s.io", "storage.k8s.io" })
            Assert.Contains(name, groups.Keys);
        Assert.Equal("apps/v1", groups["apps"]["preferredVersion"]!["groupVersion"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/api/v1", "pods", "Pod", true, "po")]
    [InlineData("/api/v1", "configmaps", "ConfigMap", true, "cm")]
    [InlineData("/api/v1", "namespaces", "Namespace", false, "ns")]
    [InlineData("/api/v1", "secrets", "Secret", true, null)]
    [InlineData("/apis/apps/v1", "deployments", "Deployment", true, "deploy")]
    [InlineData("/apis/apps/v1", "replicasets", "ReplicaSet", true, "rs")]
    [InlineData("/apis/networking.k8s.io/v1", "networkpolicies", "NetworkPolicy", true, "netpol")]
    [InlineData("/apis/coordination.k8s.io/v1", "leases", "Lease", true, null)]
    public async Task A_versions_resources_are_listed(string path, string name, string kind, bool namespaced, string? shortName)
    {
        var json = (await Cluster.GetAsync(path)).Is(HttpStatusCode.OK);
        Assert.Equal("APIResourceList", json["kind"]!.GetValue<string>());
        Assert.Equal(path.Split('/', 3)[2], json["groupVersion"]!.GetValue<string>());
        var resource = Assert.Single(json["resources"]!.AsArray(), resource => resource!["name"]!.GetValue<string>() == name)!;
        Assert.Equal(kind, resource["kind"]!.GetValue<string>());
        Assert.Equal(namespaced, resource["namespaced"]!.GetValue<bool>());
        Assert.Equal(shortName, resource["shortNames"]?[0]?.GetValue<string>());
        foreach (var verb in new[] { "create", "delete", "get", "list", "patch", "update", "watch" })
            Assert.Contains(verb, resource["verbs"]!.AsArray().Select(value => value!.GetValue<string>()));
    }

    [Fact]
    public async Task Parts_of_objects_are_resources_too()
    {
        var names = (await Cluster.GetAsync("/api/v1")).Json["resources"]!.AsArray().Select(resource => resource!["name"]!.GetValue<string>()).ToList();
        foreach (var name in new[] { "pods/log", "pods/exec", "pods/portforward", "pods/status", "namespaces/finalize" })
            Assert.Contains(name, names);
        Assert.Contains("deployments/scale", (await Cluster.GetAsync("/apis/apps/v1")).Json["resources"]!.AsArray().Select(resource => resource!["name"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("/apis/none.invalid/v1")]
    [InlineData("/none")]
    [InlineData("/api/v1/nones")]
    public async Task What_no_group_has_is_not_found(string path)
        => Assert.Equal(HttpStatusCode.NotFound, (await Cluster.GetAsync(path)).Code);

    [Fact]
    public async Task The_schema_is_published()
    {
        if (Cluster.Minor >= 24)
        {
            var json = (await Cluster.GetAsync("/openapi/v3")).Is(HttpStatusCode.OK);
            Assert.StartsWith("/openapi/v3/apis/apps/v1", json["paths"]!["apis/apps/v1"]!["serverRelativeURL"]!.GetValue<string>(), StringComparison.Ordinal);
            return;
        }

        Assert.Equal("2.0", (await Cluster.GetAsync("/openapi/v2")).Is(HttpStatusCode.OK)["swagger"]!.GetValue<string>());
    }
}
