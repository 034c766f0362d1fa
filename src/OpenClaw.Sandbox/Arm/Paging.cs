using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>Lists in pages: <c>$top</c> or the server's own page size, the rest by <c>nextLink</c> with a <c>$skiptoken</c>.</summary>
internal static class Paging
{
    public static ArmResponse Page(ArmRequest request, IEnumerable<JsonObject> items)
    {
        var all = items.ToList();
        var skip = int.TryParse(request.Query("$skiptoken"), NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 0;
        var size = request.Manager.Options.PageSize;
        if (int.TryParse(request.Query("$top"), NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top > 0)
            size = Math.Min(size, top);
        var page = new JsonObject { ["value"] = new JsonArray([.. all.Skip(skip).Take(size)]) };
        if (skip + size < all.Count)
        {
            var query = QueryString.Create(request.Http.Request.Query
                .Where(pair => pair.Key != "$skiptoken")
                .Append(new("$skiptoken", (skip + size).ToString(CultureInfo.InvariantCulture))));
            page["nextLink"] = request.Url(request.Http.Request.Path + query.ToUriComponent());
        }

        return ArmResponse.Ok(page);
    }
}
