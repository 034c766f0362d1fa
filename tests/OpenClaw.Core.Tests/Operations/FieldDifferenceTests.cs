using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Operations;

public class FieldDifferenceTests
{
    [Fact]
    public void A_file_shows_the_lines_that_differ()
    {
        var before = ConfigMap("model: a\nport: 4000\nold: 1\n");
        var after = ConfigMap("model: b\nport: 4000\n");

        Assert.Equal(
            [("data[config.yaml]", "model: a", "model: b"), ("data[config.yaml]", "old: 1", null)],
            FieldDifference.Of(before, after));
    }

    [Fact]
    public void A_file_whose_lines_moved_is_a_difference()
    {
        var difference = Assert.Single(FieldDifference.Of(ConfigMap("a\nb"), ConfigMap("b\na")));

        Assert.Equal("(2 lines, in another order)", difference.New);
    }

    [Fact]
    public void List_items_are_told_apart_by_name()
    {
        var before = JsonNode.Parse("""{"spec":{"containers":[{"name":"x","image":"one"},{"name":"y","image":"same"}]}}""")!.AsObject();
        var after = JsonNode.Parse("""{"spec":{"containers":[{"name":"y","image":"same"},{"name":"x","image":"two"}]}}""")!.AsObject();

        Assert.Equal([("spec.containers[x].image", "one", "two")], FieldDifference.Of(before, after));
    }

    [Fact]
    public void What_the_server_keeps_is_no_difference()
    {
        var before = JsonNode.Parse("""{"metadata":{"name":"x","resourceVersion":"1","uid":"u"},"status":{"a":1}}""")!.AsObject();
        var after = JsonNode.Parse("""{"metadata":{"name":"x","resourceVersion":"2","uid":"u"},"status":{"a":2}}""")!.AsObject();

        Assert.Empty(FieldDifference.Of(before, after));
    }

    private static JsonObject ConfigMap(string file) => new() { ["data"] = new JsonObject { ["config.yaml"] = file } };
}
