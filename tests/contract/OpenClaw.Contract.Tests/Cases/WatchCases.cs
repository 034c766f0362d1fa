using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class WatchCases(ContractCluster cluster) : ContractCases(cluster)
{
    // New namespaces get a ConfigMap of the cluster's authority on later versions.
    private string Query(string query) => $"{ConfigMaps}?watch=true&labelSelector=!contract-other&fieldSelector=metadata.name!%3Dkube-root-ca.crt&{query}";

    private async Task<string> VersionAsync() => (await Cluster.GetAsync(ConfigMaps)).Version;

    private static async Task<List<string>> TakeAsync(IAsyncEnumerable<JsonNode> events, int count)
    {
        var seen = new List<string>();
        await foreach (var change in events)
        {
            seen.Add($"{change["type"]} {change["object"]!["metadata"]!["name"]} {change["object"]!["data"]?["a"]}".TrimEnd());
            if (seen.Count == count)
                break;
        }

        return seen;
    }

    [Fact]
    public async Task Everything_after_a_version_comes_in_order()
    {
        var version = await VersionAsync();
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("x", ("a", "1")));
        await Cluster.PatchAsync(ConfigMaps + "/x", "merge", """{"data": {"a": "2"}}""");
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("y"));
        await Cluster.DeleteAsync(ConfigMaps + "/x");

        Assert.Equal(["ADDED x 1", "MODIFIED x 2", "ADDED y", "DELETED x 2"], await TakeAsync(Watch(Query("resourceVersion=" + version)), 4));
    }

    [Fact]
    public async Task What_happens_while_watching_comes_at_once()
    {
        var events = TakeAsync(Watch(Query("resourceVersion=" + await VersionAsync())), 2);
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("x", ("a", "1")));
        await Cluster.PatchAsync(ConfigMaps + "/x", "merge", """{"data": {"a": "2"}}""");

        Assert.Equal(["ADDED x 1", "MODIFIED x 2"], await events);
    }

    [Fact]
    public async Task Each_event_has_its_own_version_to_go_on_from()
    {
        var version = await VersionAsync();
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("x", ("a", "1")));
        await Cluster.PatchAsync(ConfigMaps + "/x", "merge", """{"data": {"a": "2"}}""");
        string? first = null;
        await foreach (var change in Watch(Query("resourceVersion=" + version)))
        {
            first = change["object"]!["metadata"]!["resourceVersion"]!.GetValue<string>();
            break;
        }

        Assert.Equal(["MODIFIED x 2"], await TakeAsync(Watch(Query("resourceVersion=" + first)), 1));
    }

    [Fact]
    public async Task Without_a_version_what_is_there_comes_first()
    {
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("x", ("a", "1")));
        Assert.Equal(["ADDED x 1"], await TakeAsync(Watch(Query("")), 1));
    }

    [Fact]
    public async Task What_stops_matching_the_selector_is_deleted_to_the_watcher()
    {
        var version = await VersionAsync();
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("x", ("a", "1")));
        await Cluster.PatchAsync(ConfigMaps + "/x", "merge", """{"metadata": {"labels": {"contract-other": "1"}}}""");
        await Cluster.PatchAsync(ConfigMaps + "/x", "merge", """{"metadata": {"labels": {"contract-other": null}}}""");

        Assert.Equal(["ADDED x 1", "DELETED x 1", "ADDED x 1"], await TakeAsync(Watch(Query("resourceVersion=" + version)), 3));
    }

    [Fact]
    public async Task Bookmarks_say_how_far_a_quiet_watch_is()
    {
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("x"));
        var version = await VersionAsync();
        JsonNode? bookmark = null;
        await foreach (var change in Watch($"{ConfigMaps}?watch=true&allowWatchBookmarks=true&timeoutSeconds=5&fieldSelector=metadata.name%3Dnone&resourceVersion={version}"))
            bookmark = change;

        Assert.Equal("BOOKMARK", bookmark?["type"]?.GetValue<string>());
        Assert.Equal("ConfigMap", bookmark!["object"]!["kind"]!.GetValue<string>());
        Assert.True(long.Parse(bookmark["object"]!["metadata"]!["resourceVersion"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)
            >= long.Parse(version, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Null(bookmark["object"]!["metadata"]!["name"]);
    }

    [Fact]
    public async Task A_watch_ends_when_its_time_is_over()
    {
        var started = TimeProvider.System.GetTimestamp();
        await foreach (var change in Watch(Query($"timeoutSeconds=1&resourceVersion={await VersionAsync()}")))
            Assert.Fail(change.ToJsonString());
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.9, 10);
    }

    [Fact]
    public async Task A_version_that_is_forgotten_is_gone()
    {
        await foreach (var change in Watch(Query("resourceVersion=1")))
        {
            Assert.Equal("ERROR", change["type"]!.GetValue<string>());
            Assert.Equal("Status", change["object"]!["kind"]!.GetValue<string>());
            Assert.Equal(410, change["object"]!["code"]!.GetValue<int>());
            Assert.Equal("Expired", change["object"]!["reason"]!.GetValue<string>());
            return;
        }

        Assert.Fail("The watch ended without an event.");
    }

    [Fact]
    public async Task After_410_a_list_gives_a_version_to_go_on_from()
    {
        var first = (await Cluster.CreateAsync(ConfigMaps, ConfigMap("first"))).Is(HttpStatusCode.Created);
        await foreach (var change in Watch(Query("resourceVersion=1")))
        {
            Assert.Equal(410, change["object"]!["code"]!.GetValue<int>());
            break;
        }

        var list = (await Cluster.GetAsync(ConfigMaps)).Is(HttpStatusCode.OK);
        Assert.Contains(list["items"]!.AsArray(), item => item!["metadata"]!["uid"]!.GetValue<string>() == first["metadata"]!["uid"]!.GetValue<string>());
        (await Cluster.CreateAsync(ConfigMaps, ConfigMap("second"))).Is(HttpStatusCode.Created);
        await foreach (var change in Watch(Query("resourceVersion=" + list["metadata"]!["resourceVersion"])))
        {
            Assert.Equal("ADDED", change["type"]!.GetValue<string>());
            Assert.Equal("second", change["object"]!["metadata"]!["name"]!.GetValue<string>());
            return;
        }

        Assert.Fail("The watch ended without an event.");
    }

    [Fact]
    public async Task A_version_that_is_none_is_refused()
    {
        var answer = await Cluster.GetAsync(Query("resourceVersion=nonsense"));
        Assert.True(answer.Code is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.InternalServerError, answer.Text);
    }

    [Fact]
    public async Task One_object_can_be_watched_by_its_name()
    {
        var version = await VersionAsync();
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("y"));
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("x"));
        Assert.Equal(["ADDED x"], await TakeAsync(Watch($"{ConfigMaps}?watch=true&fieldSelector=metadata.name%3Dx&resourceVersion={version}"), 1));
    }

    private IAsyncEnumerable<JsonNode> Watch(string path) => Cluster.WatchAsync(path, TestContext.Current.CancellationToken);
}
