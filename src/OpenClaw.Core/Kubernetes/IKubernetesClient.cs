using System.Text.Json.Nodes;

namespace OpenClaw.Kubernetes;

/// <summary>
/// What this product asks of a Kubernetes API server. Objects are JSON as the server sends them.
/// Every call throws <see cref="KubernetesException"/> when the server answers with a Status, an <see cref="OpenClawException"/>
/// of kind <see cref="ErrorKind.ConnectionError"/> when it cannot be reached, and <see cref="OperationCanceledException"/>.
/// Reads and applies are retried on 429, 5xx and broken connections; everything else only when the server cannot have acted on it:
/// on 429 and when no connection could be opened.
/// </summary>
internal interface IKubernetesClient : IDisposable
{
    /// <summary>What the connection is called in messages.</summary>
    string Name { get; }

    /// <summary>The API server's version, for example <c>v1.34.2</c> (<c>gitVersion</c> of /version).</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<string> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>Gets one object, or null when it (or its namespace) does not exist.</summary>
    /// <param name="resource">Which object.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<JsonObject?> GetAsync(ResourceName resource, CancellationToken cancellationToken);

    /// <summary>Gets all objects of a kind, all pages.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="ns">Namespace, or null for all namespaces and for cluster-wide kinds.</param>
    /// <param name="labelSelector">Label selector, or null.</param>
    /// <param name="fieldSelector">Field selector, or null.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<IReadOnlyList<JsonObject>> ListAsync(
        ResourceKind kind, string? ns, string? labelSelector, string? fieldSelector, CancellationToken cancellationToken);

    /// <summary>Server-side apply; the object's own apiVersion, kind, namespace and name say where.</summary>
    /// <param name="manifest">The wanted fields.</param>
    /// <param name="options">Field manager, force, dry run.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The object after the apply, as the server sends it.</returns>
    Task<JsonObject> ApplyAsync(JsonObject manifest, ApplyOptions options, CancellationToken cancellationToken);

    /// <summary>Creates an object. Not retried once the request may have reached the server.</summary>
    /// <param name="manifest">The object.</param>
    /// <param name="fieldManager">Field manager to record.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<JsonObject> CreateAsync(JsonObject manifest, string fieldManager, CancellationToken cancellationToken);

    /// <summary>Replaces an object; with <c>metadata.resourceVersion</c> in it, fails with 409 when somebody else was faster.</summary>
    /// <param name="manifest">The whole object.</param>
    /// <param name="fieldManager">Field manager to record.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<JsonObject> ReplaceAsync(JsonObject manifest, string fieldManager, CancellationToken cancellationToken);

    /// <summary>Deletes an object and what depends on it; true when it was there.</summary>
    /// <param name="resource">Which object.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<bool> DeleteAsync(ResourceName resource, CancellationToken cancellationToken) => DeleteAsync(resource, new(), cancellationToken);

    /// <summary>Deletes an object and what depends on it; true when it was there.</summary>
    /// <param name="resource">Which object.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<bool> DeleteAsync(ResourceName resource, DeleteOptions options, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the server to have a pod go from its node, in the time its own grace period gives it, if its disruption budget allows that now. May be
    /// asked again: a pod that is going or gone already is fine.
    /// </summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="pod">Pod.</param>
    /// <param name="uid">The pod's uid: another one of that name is left alone.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Null when it goes; else why it may not go now, in the server's words.</returns>
    Task<string?> EvictAsync(string ns, string pod, string uid, CancellationToken cancellationToken);

    /// <summary>
    /// Lists, then watches, for ever: first an <see cref="WatchEventType.Added"/> for each object there is, then a
    /// <see cref="WatchEventType.Synced"/>, then what changes. Reconnects (with an
    /// <see cref="WatchEventType.Interrupted"/> when that is not possible at once), takes bookmarks, and lists again on 410, when objects that
    /// vanished meanwhile come as <see cref="WatchEventType.Deleted"/> and unchanged ones are not repeated.
    /// </summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="ns">Namespace, or null for all.</param>
    /// <param name="labelSelector">Label selector, or null.</param>
    /// <param name="fieldSelector">Field selector, or null.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceKind kind, string? ns, string? labelSelector, string? fieldSelector, CancellationToken cancellationToken);

    /// <summary>Reads a container's log, line by line.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="pod">Pod.</param>
    /// <param name="options">Container, tail, follow, previous, since, timestamps.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    IAsyncEnumerable<string> ReadLogAsync(string ns, string pod, LogOptions options, CancellationToken cancellationToken);

    /// <summary>Makes the way to a port of a namespace's pods; nothing is sent yet. The caller disposes it before this client.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="port">Port in the pods.</param>
    IPortForwarder CreatePortForwarder(string ns, int port);

    /// <summary>Opens one connection to a port of a pod through the API server, for a single question to the program there.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="pod">Pod.</param>
    /// <param name="port">Port in the pod.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    Task<IPortForwardConnection> PortForwardAsync(string ns, string pod, int port, CancellationToken cancellationToken);

    /// <summary>Runs a command in a container and carries its streams until it ends. Not repeated once it may have started.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="pod">Pod.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops waiting; the command is then left to itself.</param>
    /// <returns>The command's exit code.</returns>
    Task<int> ExecAsync(string ns, string pod, ExecCommand command, CancellationToken cancellationToken);
}
