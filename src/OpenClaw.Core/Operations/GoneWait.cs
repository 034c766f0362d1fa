using OpenClaw.Kubernetes;

namespace OpenClaw.Operations;

/// <summary>Waits until objects are gone.</summary>
internal static class GoneWait
{
    /// <summary>Watches until none is left.</summary>
    /// <param name="instance">In whose namespace.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="labels">Label selector, or null.</param>
    /// <param name="fields">Field selector, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="tell">Told the names of those that are left, at each change, or null.</param>
    public static async Task RunAsync(
        InstanceContext instance, ResourceKind kind, string? labels, string? fields, CancellationToken cancellationToken,
        Action<IReadOnlyCollection<string>>? tell = null)
    {
        var left = new HashSet<string>(StringComparer.Ordinal);
        var synced = false;
        await foreach (var change in instance.Client.WatchAsync(kind, instance.Names.Namespace, labels, fields, cancellationToken).ConfigureAwait(false))
        {
            synced |= change.Type == WatchEventType.Synced;
            if (change.Object.Child("metadata").Text("name") is { } name)
                _ = change.Type == WatchEventType.Deleted ? left.Remove(name) : left.Add(name);
            if (!synced)
                continue;
            if (left.Count == 0)
                return;
            tell?.Invoke(left);
        }
    }
}
