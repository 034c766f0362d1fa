using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>Lists that are read in pages: all pages show the state at the first.</summary>
internal sealed class ListPages
{
    private const int Kept = 64;

    private readonly object _gate = new();
    private readonly Dictionary<string, (IReadOnlyList<JsonObject> Items, long Revision)> _snapshots = [];
    private readonly Queue<string> _order = new();
    private int _next;

    /// <summary>The page after a continue token, and the token for the next one. Throws <see cref="StatusException"/> 410.</summary>
    public (IReadOnlyList<JsonObject> Items, long Revision, string? Continue, int Remaining) Continue(string token, long limit)
    {
        var (id, start) = Decode(token);
        lock (_gate)
        {
            if (!_snapshots.TryGetValue(id, out var snapshot))
            {
                throw Statuses.Expired(
                    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue "
                    + "parameter, or use the continue token in this response to retrieve the remainder of the results.");
            }

            return Cut(id, snapshot.Items, snapshot.Revision, start, limit);
        }
    }

    /// <summary>The first page of a list.</summary>
    public (IReadOnlyList<JsonObject> Items, long Revision, string? Continue, int Remaining) First(
        IReadOnlyList<JsonObject> items, long revision, long limit)
    {
        if (limit <= 0 || items.Count <= limit) return (items, revision, null, 0);
        lock (_gate)
        {
            var id = (++_next).ToString(CultureInfo.InvariantCulture);
            _snapshots[id] = (items, revision);
            _order.Enqueue(id);
            if (_order.Count > Kept) _snapshots.Remove(_order.Dequeue());
            return Cut(id, items, revision, 0, limit);
        }
    }

    /// <summary>Makes all continue tokens expire.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _snapshots.Clear();
            _order.Clear();
        }
    }

    private static (IReadOnlyList<JsonObject> Items, long Revision, string? Continue, int Remaining) Cut(
        string id, IReadOnlyList<JsonObject> items, long revision, int start, long limit)
    {
        var count = limit <= 0 ? items.Count - start : (int)Math.Min(limit, items.Count - start);
        var remaining = items.Count - start - count;
        return (items.Skip(start).Take(count).ToList(), revision, remaining > 0 ? Encode(id, start + count) : null, remaining);
    }

    private static string Encode(string id, int start) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}:{start}"))).TrimEnd('=');

    private static (string Id, int Start) Decode(string token)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(token.PadRight((token.Length + 3) / 4 * 4, '='))).Split(':');
            return (parts[0], int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is FormatException or IndexOutOfRangeException or OverflowException)
        {
            throw Statuses.BadRequest("continue key is not valid: illegal base64 data");
        }
    }
}
