using System.Net;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class SecretCases(ContractCluster cluster) : ContractCases(cluster)
{
    private const string Written = """{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, "stringData": {"a": "plain"}, "data": {"b": "YmluYXJ5"}}""";

    private string Object => Secrets + "/keys";

    [Fact]
    public async Task Strings_are_stored_as_data()
    {
        var json = (await Cluster.CreateAsync(Secrets, Written)).Is(HttpStatusCode.Created);
        Assert.Null(json["stringData"]);
        Assert.Equal("cGxhaW4=", json["data"]!["a"]!.GetValue<string>());
        Assert.Equal("YmluYXJ5", json["data"]!["b"]!.GetValue<string>());
        Assert.Equal("Opaque", json["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Strings_win_over_data()
    {
        await Cluster.CreateAsync(Secrets, Written);
        var json = (await Cluster.PatchAsync(Object, "merge", """{"stringData": {"b": "new"}}""")).Is(HttpStatusCode.OK);
        Assert.Equal("bmV3", json["data"]!["b"]!.GetValue<string>());
        Assert.Equal("cGxhaW4=", json["data"]!["a"]!.GetValue<string>());
    }

    [Fact]
    public async Task Applied_data_is_kept_to_the_byte()
    {
        const string body = """{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, "data": {"a": "AAH/"}}""";
        var first = await Cluster.ApplyAsync(Object, "one", body);
        Assert.Equal("AAH/", first.Is(HttpStatusCode.Created)["data"]!["a"]!.GetValue<string>());
        Assert.Equal(first.Version, (await Cluster.ApplyAsync(Object, "one", body)).Version);
    }

    [Fact]
    public async Task Data_that_is_not_base64_is_a_bad_request()
        => (await Cluster.CreateAsync(Secrets, """{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, "data": {"a": "not base64!"}}"""))
            .Fails(HttpStatusCode.BadRequest, "BadRequest");

    [Fact]
    public async Task The_type_cannot_change()
    {
        await Cluster.CreateAsync(Secrets, Written);
        (await Cluster.PatchAsync(Object, "merge", """{"type": "test.invalid/other"}""")).IsInvalid("type FieldValueInvalid");
    }

    [Fact]
    public async Task An_immutable_one_cannot_change()
    {
        await Cluster.CreateAsync(Secrets, """{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, "immutable": true, "stringData": {"a": "1"}}""");
        (await Cluster.PatchAsync(Object, "merge", """{"stringData": {"a": "2"}}""")).IsInvalid("data FieldValueForbidden");
        (await Cluster.PatchAsync(Object, "merge", """{"metadata": {"labels": {"x": "y"}}}""")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_megabyte_is_too_much()
    {
        var data = Convert.ToBase64String(new byte[1024 * 1024 + 1]);
        (await Cluster.CreateAsync(Secrets, $$$"""{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, "data": {"a": "{{{data}}}"} }"""))
            .IsInvalid("data FieldValueTooLong");
    }
}
