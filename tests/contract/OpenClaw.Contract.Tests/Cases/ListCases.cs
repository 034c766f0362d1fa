using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class ListCases(ContractCluster cluster) : ContractCases(cluster)
{
    private async Task FillAsync()
    {
        foreach (var (name, labels) in new[] { ("a", """{"tier": "web", "size": "1"}"""), ("b", """{"tier": "web"}"""), ("c", """{"tier": "data"}"""), ("d", "{}"), ("e", """{"size": "1"}""") })
        {
            (await Cluster.CreateAsync(Secrets, $$$"""{"apiVersion": "v1", "kind": "Secret", "type": "test.invalid/one", "metadata": {"name": "{{{name}}}", "labels": {{{labels}}} } }"""))
                .Is(HttpStatusCode.Created);
        }
    }

    private static IEnumerable<string> Names(JsonNode list) => list["items"]!.AsArray().Select(item => item!["metadata"]!["name"]!.GetValue<string>());

    // Secrets of service accounts come and go in a new namespace; the type keeps them out.
    private string Query(string query) => Secrets + "?fieldSelector=type%3Dtest.invalid/one&" + query;

    [Fact]
    public async Task A_list_comes_in_pages_of_one_version()
    {
        await FillAsync();
        var seen = new List<string>();
        var versions = new HashSet<string>();
        var next = "";
        do
        {
            // No field selector: with one the server does not say how many remain.
            var page = (await Cluster.GetAsync($"{Secrets}?labelSelector=contract!%3Dx&limit=2&continue={Uri.EscapeDataString(next)}")).Is(HttpStatusCode.OK);
            Assert.Equal("SecretList", page["kind"]!.GetValue<string>());
            Assert.InRange(page["items"]!.AsArray().Count, 1, 2);
            seen.AddRange(Names(page));
            versions.Add(page["metadata"]!["resourceVersion"]!.GetValue<string>());
            next = page["metadata"]!["continue"]?.GetValue<string>() ?? "";
            if (seen.Count == 2)
                await Cluster.CreateAsync(Secrets, """{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "z"}}""");
        }
        while (next.Length > 0);

        Assert.Equal(["a", "b", "c", "d", "e"], seen.Where(name => name.Length == 1));
        Assert.Single(versions);
    }

    [Fact]
    public async Task A_page_says_how_many_remain()
    {
        foreach (var name in new[] { "a", "b", "c" })
            await Cluster.CreateAsync(Services, $$$"""{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "{{{name}}}"}, "spec": {"ports": [{"port": 80}]}}""");
        Assert.Equal(2, (await Cluster.GetAsync(Services + "?limit=1")).Json["metadata"]!["remainingItemCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_continue_token_that_is_none_is_a_bad_request()
        => (await Cluster.GetAsync(Secrets + "?limit=1&continue=nonsense")).Fails(HttpStatusCode.BadRequest, "BadRequest");

    [Theory]
    [InlineData("tier=web", "a b")]
    [InlineData("tier==web", "a b")]
    [InlineData("tier!=web", "c d e")]
    [InlineData("tier", "a b c")]
    [InlineData("!tier", "d e")]
    [InlineData("tier in (web, data),size=1", "a")]
    [InlineData("tier notin (web)", "c d e")]
    [InlineData("size>0", "a e")]
    [InlineData("size<1", "")]
    [InlineData("tier=none", "")]
    public async Task Label_selectors_select(string selector, string names)
    {
        await FillAsync();
        var list = (await Cluster.GetAsync(Query("labelSelector=" + Uri.EscapeDataString(selector)))).Is(HttpStatusCode.OK);
        Assert.Equal(names, string.Join(' ', Names(list)));
    }

    [Theory]
    [InlineData("metadata.name=b", "b")]
    [InlineData("metadata.name!=b,type=test.invalid/one", "a c d e")]
    [InlineData("metadata.namespace=elsewhere", "")]
    public async Task Field_selectors_select(string selector, string names)
    {
        await FillAsync();
        var list = (await Cluster.GetAsync(Secrets + "?fieldSelector=" + Uri.EscapeDataString(selector))).Is(HttpStatusCode.OK);
        Assert.Equal(names, string.Join(' ', Names(list)));
    }

    [Theory]
    [InlineData("fieldSelector=data.a%3D1")]
    [InlineData("labelSelector=a+b")]
    [InlineData("labelSelector=tier+in+web")]
    public async Task A_selector_that_is_none_is_a_bad_request(string query)
        => (await Cluster.GetAsync(ConfigMaps + "?" + query)).Fails(HttpStatusCode.BadRequest, "BadRequest");

    [Fact]
    public async Task A_list_of_nothing_is_an_empty_array()
    {
        var list = (await Cluster.GetAsync(Deployments)).Is(HttpStatusCode.OK);
        Assert.Equal("DeploymentList", list["kind"]!.GetValue<string>());
        Assert.Equal("apps/v1", list["apiVersion"]!.GetValue<string>());
        Assert.Empty(Assert.IsType<JsonArray>(list["items"]));
        Assert.NotEmpty(list["metadata"]!["resourceVersion"]!.GetValue<string>());
    }

    [Fact]
    public async Task Items_of_a_list_do_not_repeat_their_kind()
    {
        await Cluster.CreateAsync(Deployments, Deployment("web"));
        var item = Assert.Single((await Cluster.GetAsync(Deployments)).Json["items"]!.AsArray())!;
        Assert.Null(item["kind"]);
        Assert.Null(item["apiVersion"]);
    }

    [Fact]
    public async Task Objects_of_every_namespace_are_listed_without_one()
    {
        await Cluster.CreateAsync(Deployments, Deployment("web"));
        var list = (await Cluster.GetAsync("/apis/apps/v1/deployments")).Is(HttpStatusCode.OK);
        Assert.Contains(list["items"]!.AsArray(), item => item!["metadata"]!["namespace"]!.GetValue<string>() == Namespace);
    }

    [Fact]
    public async Task Tables_are_made_for_those_who_ask()
    {
        await Cluster.CreateAsync(Deployments, Deployment("web"));
        var table = (await Cluster.SendAsync(HttpMethod.Get, Deployments, null, "", ("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"))).Is(HttpStatusCode.OK);
        Assert.Equal("Table", table["kind"]!.GetValue<string>());
        Assert.Equal("Name", table["columnDefinitions"]![0]!["name"]!.GetValue<string>());
        var row = Assert.Single(table["rows"]!.AsArray())!;
        Assert.Equal("web", row["cells"]![0]!.GetValue<string>());
        Assert.Equal("PartialObjectMetadata", row["object"]!["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task Metadata_alone_is_given_to_those_who_ask()
    {
        await Cluster.CreateAsync(Deployments, Deployment("web"));
        var list = (await Cluster.SendAsync(HttpMethod.Get, Deployments, null, "", ("Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"))).Is(HttpStatusCode.OK);
        Assert.Equal("PartialObjectMetadataList", list["kind"]!.GetValue<string>());
        Assert.Null(Assert.Single(list["items"]!.AsArray())!["spec"]);
    }
}
