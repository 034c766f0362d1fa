using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes;

/// <summary>
/// The objects of one sandbox cluster, as controllers see them. Objects handed out are copies; every write gives the object a new
/// resourceVersion, is validated, defaulted and recorded in managedFields like a request of the named manager, and reaches all watchers.
/// Kinds are named by apiVersion and kind, for example ("apps/v1", "Deployment"). Throws <see cref="StatusException"/>.
/// </summary>
internal interface IObjectStore
{
    /// <summary>Gets an object, or null.</summary>
    JsonObject? Get(string apiVersion, string kind, string? ns, string name);

    /// <summary>Gets all objects of a kind; ns null means all namespaces.</summary>
    IReadOnlyList<JsonObject> List(string apiVersion, string kind, string? ns = null);

    /// <summary>Creates an object (AlreadyExists when there is one).</summary>
    JsonObject Create(JsonObject obj, string fieldManager);

    /// <summary>
    /// Reads, changes and writes an object in one step; the change sees the newest version and returns false to leave it.
    /// With subresource "status" only .status is taken. Returns null when the object is not there.
    /// </summary>
    JsonObject? Update(
        string apiVersion, string kind, string? ns, string name, Func<JsonObject, bool> change, string fieldManager, string? subresource = null);

    /// <summary>
    /// Deletes an object the way the API does (finalizers, grace period of pods, propagation). Pods get a deletionTimestamp first and go
    /// when <see cref="FinishPodDeletion"/> is called or at once with grace 0. False when it is not there.
    /// </summary>
    bool Delete(string apiVersion, string kind, string? ns, string name, int? gracePeriodSeconds = null, string? propagationPolicy = null);

    /// <summary>Takes a terminating pod away; what the kubelet does when its containers are gone.</summary>
    void FinishPodDeletion(string ns, string name, string uid);

    /// <summary>Events of a kind from now on, after one synthetic Added for each object there is; never ends until cancelled.</summary>
    IAsyncEnumerable<StoreEvent> WatchAsync(string apiVersion, string kind, CancellationToken cancellationToken);
}

/// <summary>A change in the store: ADDED, MODIFIED or DELETED, and the object after it.</summary>
internal sealed record StoreEvent(string Type, JsonObject Object);
