using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>Streams what happens to the objects of a kind.</summary>
internal sealed class WatchHandler(ObjectStore store)
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromSeconds(30);

    // A watch that is about to end says how far it got, so that the next one can go on from there.
    private static readonly TimeSpan BeforeTheEnd = TimeSpan.FromSeconds(2);

    public async Task HandleAsync(ApiRequest request)
    {
        var type = request.Type!;
        var filter = new WatchFilter(request);
        var presentation = Presentation.Negotiate(request);
        var (from, initial) = Start(request);
        var context = request.Context;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var time = TimeSpan.FromSeconds(request.QueryNumber("timeoutSeconds") is > 0 and var seconds ? seconds : 1800 + Random.Shared.Next(1800));
        stop.CancelAfter(time);
        var lastBookmark = DateTimeOffset.UtcNow + time - BeforeTheEnd;

        context.Response.ContentType = presentation.ContentType;
        IReadOnlyList<JsonObject> objects = [];
        ChannelReader<StoreChange> changes;
        try
        {
            lock (store.Table.Gate)
            {
                if (initial)
                {
                    from = store.Table.Revision;
                    objects = store.Table.Items(EventViews.Stored(type), request.Namespace).Where(filter.Matches).ToList();
                }

                changes = store.Table.Follow(EventViews.Stored(type), from, stop.Token);
            }
        }
        catch (StatusException error)
        {
            await WriteAsync(context, "ERROR", Statuses.ToJson(error), CancellationToken.None);
            return;
        }

        try
        {
            await context.Response.StartAsync(stop.Token);
            foreach (var obj in objects) await WriteAsync(context, "ADDED", presentation.One(obj, isWatch: true), stop.Token);
            if (request.QueryFlag("sendInitialEvents") && request.Query("sendInitialEvents") is not null)
                await WriteAsync(context, "BOOKMARK", Bookmark(type, from, isInitialEnd: true), stop.Token);
            await context.Response.Body.FlushAsync(stop.Token);
            await FollowAsync(request, filter, presentation, changes, from, lastBookmark, stop.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The time the client gave is over: the answer just ends.
        }
    }

    private async Task FollowAsync(
        ApiRequest request, WatchFilter filter, Presentation presentation, ChannelReader<StoreChange> changes, long seen, DateTimeOffset lastBookmark,
        CancellationToken cancellationToken)
    {
        var bookmarks = request.QueryFlag("allowWatchBookmarks") && request.Query("allowWatchBookmarks") is not null;
        while (true)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var left = lastBookmark - DateTimeOffset.UtcNow;
            pause.CancelAfter(left > TimeSpan.Zero && left < BookmarkInterval ? left : BookmarkInterval);
            try
            {
                if (!await changes.WaitToReadAsync(pause.Token)) return;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                if (!bookmarks) continue;
                lock (store.Table.Gate) seen = changes.TryPeek(out _) ? seen : store.Table.Revision;
                await WriteAsync(request.Context, "BOOKMARK", Bookmark(request.Type!, seen, isInitialEnd: false), cancellationToken);
                await request.Context.Response.Body.FlushAsync(cancellationToken);
                continue;
            }

            while (changes.TryRead(out var change))
            {
                seen = change.Revision;
                if (filter.Translate(change) is { } type)
                    await WriteAsync(request.Context, type, presentation.One(change.Object, isWatch: true), cancellationToken);
            }

            await request.Context.Response.Body.FlushAsync(cancellationToken);
        }
    }

    private static (long From, bool Initial) Start(ApiRequest request)
    {
        var sendInitial = request.Query("sendInitialEvents") is not null && request.QueryFlag("sendInitialEvents");
        if (sendInitial && request.Query("resourceVersionMatch") != "NotOlderThan")
        {
            throw Statuses.InvalidOption(
                "ListOptions", "resourceVersionMatch", "FieldValueForbidden",
                "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }

        var version = request.Query("resourceVersion");
        if (version is null or "" or "0") return (0, request.Query("sendInitialEvents") is not "false");
        if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var from))
            throw Statuses.BadRequest($"invalid resource version \"{version}\": strconv.ParseUint: parsing \"{version}\": invalid syntax");
        return (from, sendInitial);
    }

    private static JsonObject Bookmark(ResourceType type, long revision, bool isInitialEnd)
    {
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (isInitialEnd) metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        return new JsonObject { ["kind"] = type.Kind, ["apiVersion"] = type.ApiVersion, ["metadata"] = metadata };
    }

    private static async Task WriteAsync(HttpContext context, string type, JsonObject obj, CancellationToken cancellationToken)
    {
        var line = $"{{\"type\":\"{type}\",\"object\":{obj.ToJsonString(JsonText.Compact)}}}\n";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line), cancellationToken);
    }
}
