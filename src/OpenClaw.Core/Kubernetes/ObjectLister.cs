using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenClaw.Kubernetes;

/// <summary>Lists collections page by page.</summary>
/// <param name="http">The way to the server.</param>
internal sealed class ObjectLister(KubernetesHttp http)
{
    private const int PageSize = 500;

    /// <summary>Gets all pages.</summary>
    /// <param name="selection">Which objects.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The objects, each with its apiVersion and kind, and the resourceVersion to watch from.</returns>
    public async Task<(IReadOnlyList<JsonObject> Items, string ResourceVersion)> ListAsync(
        ObjectSelection selection, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(selection, PageSize, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException e) when (e.Code == 410)
        {
            // The pages took longer than the server keeps old versions: take all in one.
            return await ListAsync(selection, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(IReadOnlyList<JsonObject> Items, string ResourceVersion)> ListAsync(
        ObjectSelection selection, int? pageSize, CancellationToken cancellationToken)
    {
        var items = new List<JsonObject>();
        string? next = null;
        while (true)
        {
            var query = selection.Query().Add("limit", pageSize?.ToString(CultureInfo.InvariantCulture)).Add("continue", next);
            var page = await http.SendAsync(
                new(HttpMethod.Get, selection.Path + query, "list", selection), JsonBody.ReadAsync, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Children("items"))
            {
                // Lists leave out of their items what the list says for all.
                item["apiVersion"] ??= selection.Kind.ApiVersion;
                item["kind"] ??= selection.Kind.Kind;
                items.Add(item);
            }

            (page["items"] as JsonArray)?.Clear();
            next = page.Child("metadata").Text("continue");
            if (string.IsNullOrEmpty(next))
                return (items, page.Child("metadata").Text("resourceVersion") ?? "");
        }
    }
}
