using System.Net;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Tests.Arm;

public sealed class ResourceGroupTests
{
    [Fact]
    public async Task A_group_is_made_found_in_any_case_changed_and_listed()
    {
        await using var server = await ArmServer.StartAsync();

        var created = await server.SendAsync("PUT", ArmServer.Path("/resourcegroups/Demo-RG"),
            new JsonObject { ["location"] = "East US 2", ["tags"] = new JsonObject { ["a"] = "1" } });
        var again = await server.SendAsync("PUT", ArmServer.Path("/resourcegroups/demo-rg"), new JsonObject { ["location"] = "eastus2" });

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal("eastus2", (string?)created.Body!["location"]);
        Assert.Equal("Succeeded", (string?)created.Body["properties"]!["provisioningState"]);
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal($"/subscriptions/{ArmServer.SubscriptionId}/resourceGroups/Demo-RG", (string?)again.Body!["id"]);
        Assert.Null(again.Body["tags"]);
        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync("HEAD", ArmServer.Path("/resourceGroups/DEMO-rg"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync("HEAD", ArmServer.Path("/resourceGroups/none"))).Status);

        await server.SendAsync("PATCH", ArmServer.Path("/resourcegroups/demo-rg"), new JsonObject { ["tags"] = new JsonObject { ["owner"] = "me" } });
        await server.MakeGroupAsync("other", "westus3");
        Assert.Equal(["Demo-RG"], await NamesAsync(server, "tagName eq 'Owner' and tagValue eq 'me'"));
        Assert.Empty(await NamesAsync(server, "tagName eq 'owner' and tagValue eq 'you'"));
        Assert.Equal(["Demo-RG", "other"], await NamesAsync(server, null));
    }

    [Fact]
    public async Task A_list_comes_in_pages()
    {
        await using var server = await ArmServer.StartAsync(pageSize: 2);
        foreach (var name in (string[])["a", "b", "c"])
            await server.MakeGroupAsync(name);

        var first = await server.GetAsync(ArmServer.Path("/resourcegroups"));
        var second = await server.GetAsync((string)first.Body!["nextLink"]!);

        Assert.Equal(2, first.Body["value"]!.AsArray().Count);
        Assert.Equal("c", (string?)Assert.Single(second.Body!["value"]!.AsArray())!["name"]);
        Assert.Null(second.Body["nextLink"]);
        Assert.Single((await server.GetAsync(ArmServer.Path("/resourcegroups?$top=1"))).Body!["value"]!.AsArray());
    }

    [Theory]
    [InlineData("ends.", "eastus2", HttpStatusCode.BadRequest, "InvalidResourceGroup")]
    [InlineData("has space", "eastus2", HttpStatusCode.BadRequest, "InvalidResourceGroup")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890123456789012345678901234567890x", "eastus2",
        HttpStatusCode.BadRequest, "InvalidResourceGroupName")]
    [InlineData("fine", "atlantis", HttpStatusCode.BadRequest, "LocationNotAvailableForResourceGroup")]
    [InlineData("fine", null, HttpStatusCode.BadRequest, "LocationRequired")]
    [InlineData("demo-RG", "westus3", HttpStatusCode.Conflict, "InvalidResourceGroupLocation")]
    public async Task What_Azure_refuses_is_refused(string name, string? location, HttpStatusCode status, string code)
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeGroupAsync();

        var answer = await server.SendAsync("PUT", ArmServer.Path($"/resourcegroups/{Uri.EscapeDataString(name)}"), new JsonObject { ["location"] = location });

        Assert.Equal((status, code), (answer.Status, (string?)answer.Body!["error"]!["code"]));
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_refused()
    {
        await using var server = await ArmServer.StartAsync();
        using var content = new StringContent("{ location:");

        using var response = await server.Client.PutAsync(ArmServer.Path("/resourcegroups/x"), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("InvalidRequestContent", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_takes_the_clusters_along_and_is_followed_by_its_Location()
    {
        await using var server = await ArmServer.StartAsync(TimeSpan.FromMilliseconds(300));
        await server.MakeClusterAsync();

        var deleted = await server.SendAsync("DELETE", ArmServer.Path("/resourcegroups/demo-RG"));

        Assert.Equal(HttpStatusCode.Accepted, deleted.Status);
        Assert.Equal("Deleting", (string?)(await server.GetAsync(ArmServer.Path("/resourcegroups/demo-RG"))).Body!["properties"]!["provisioningState"]);
        Assert.Equal("ResourceGroupBeingDeleted", (await server.SendAsync("PUT", ArmServer.ClusterPath("new"), ArmServer.ClusterBody())).Code);
        Assert.Equal("ResourceGroupBeingDeleted",
            (await server.SendAsync("PUT", ArmServer.Path("/resourcegroups/demo-RG"), new JsonObject { ["location"] = "eastus2" })).Code);
        var poll = await server.GetAsync(deleted.Header("Location")!);
        Assert.Equal(HttpStatusCode.Accepted, poll.Status);
        while (poll.Status == HttpStatusCode.Accepted)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            poll = await server.GetAsync(poll.Header("Location")!);
        }

        Assert.Equal(HttpStatusCode.OK, poll.Status);
        Assert.Equal("delete", server.Clusters.Calls[^1]);
        Assert.Empty(await NamesAsync(server, null));
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync("DELETE", ArmServer.Path("/resourcegroups/demo-RG"))).Status);
    }

    [Fact]
    public async Task Resources_are_listed_by_type_and_tag()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();

        async Task<JsonArray> ListAsync(string filter) =>
            (await server.GetAsync(ArmServer.Path($"/resources?$filter={Uri.EscapeDataString(filter)}"))).Body!["value"]!.AsArray();

        var cluster = Assert.Single(await ListAsync("resourceType eq 'microsoft.containerservice/managedclusters'"));
        Assert.Equal("Microsoft.ContainerService/managedClusters", (string?)cluster!["type"]);
        Assert.Contains("/resourceGroups/demo-RG/", (string?)cluster["id"], StringComparison.Ordinal);
        Assert.Single(await ListAsync("tagName eq 'made-by' and tagValue eq 'test'"));
        Assert.Empty(await ListAsync("resourceType eq 'Microsoft.Network/virtualNetworks'"));
        Assert.Empty(await ListAsync("tagName eq 'made-by' and tagValue eq 'other'"));
        Assert.Single((await server.GetAsync(ArmServer.Path("/resourcegroups/demo-RG/resources"))).Body!["value"]!.AsArray());
        var both = Uri.EscapeDataString("resourceType eq 'a/b' and tagName eq 'x'");
        Assert.Equal("InvalidFilterInQueryString", (await server.GetAsync(ArmServer.Path($"/resources?$filter={both}"))).Code);
    }

    [Fact]
    public async Task The_tags_extension_merges_and_deletes()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeGroupAsync();
        var path = ArmServer.Path("/resourcegroups/demo-RG/providers/Microsoft.Resources/tags/default");

        async Task<string> PatchAsync(string operation, JsonObject tags) =>
            (await server.SendAsync("PATCH", path, new JsonObject { ["operation"] = operation, ["properties"] = new JsonObject { ["tags"] = tags } }))
            .Body!["properties"]!["tags"]!.ToJsonString();

        Assert.Equal("""{"a":"1"}""", await PatchAsync("Merge", new JsonObject { ["a"] = "1" }));
        Assert.Equal("""{"a":"1","b":"2"}""", await PatchAsync("Merge", new JsonObject { ["b"] = "2" }));
        Assert.Equal("""{"b":"2"}""", await PatchAsync("Delete", new JsonObject { ["a"] = "1" }));
        Assert.Equal("2", (string?)(await server.GetAsync(ArmServer.Path("/resourcegroups/demo-RG"))).Body!["tags"]!["b"]);
    }

    private static async Task<string[]> NamesAsync(ArmServer server, string? filter)
    {
        var path = filter is null ? "/resourcegroups" : $"/resourcegroups?$filter={Uri.EscapeDataString(filter)}";
        return [.. (await server.GetAsync(ArmServer.Path(path))).Body!["value"]!.AsArray().Select(group => (string)group!["name"]!)];
    }
}
