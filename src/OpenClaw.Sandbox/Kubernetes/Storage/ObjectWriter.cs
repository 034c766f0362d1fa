using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Admission;
using OpenClaw.Sandbox.Kubernetes.Apply;
using OpenClaw.Sandbox.Kubernetes.Defaults;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Schema;
using OpenClaw.Sandbox.Kubernetes.Validation;

namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>Creates and changes objects the way the API server does: default, admit, validate, record ownership, store.</summary>
internal sealed class ObjectWriter(ObjectTable table, ServiceAddresses addresses, TimeProvider time)
{
    private readonly AdmissionChain _admission = new(table);

    /// <summary>Called inside the lock with each object that was stored, and what it was before.</summary>
    public Action<ResourceType, JsonObject, JsonObject?>? Stored { get; set; }

    public JsonObject Create(ResourceType type, string? ns, JsonObject given, WriteOptions options) =>
        Create(type, ns, given, options, isOwnershipRecorded: false);

    private JsonObject Create(ResourceType type, string? ns, JsonObject given, WriteOptions options, bool isOwnershipRecorded)
    {
        lock (table.Gate)
        {
            var obj = Canonicalizer.Canonicalize(type.Schema, given);
            if (type.Namespaced) _admission.CheckNamespace(type, ns ?? "", obj.Name());
            Identity.Stamp(type, obj, ns, time.GetUtcNow());
            Strategy.PrepareForCreate(type, obj);
            Defaulter.Apply(type, obj);
            _admission.Admit(type, obj, null, options);
            Validator.ValidateCreate(type, obj);
            if (!isOwnershipRecorded) FieldManager.RecordUpdate(type, null, obj, options.FieldManager, options.Subresource, time.GetUtcNow());
            if (table.Get(type, ns, obj.Name()) is not null) throw Statuses.AlreadyExists(type, obj.Name());
            addresses.Allocate(type, obj, options.DryRun);
            obj = Canonicalizer.Canonicalize(type.Schema, obj);
            if (options.DryRun) return obj;
            table.Put(type, obj);
            Stored?.Invoke(type, obj, null);
            return obj;
        }
    }

    /// <summary>
    /// Changes an object in one step. The change gets a copy it may keep, and answers the wanted object. Answers the stored object
    /// unchanged when there is nothing to do.
    /// </summary>
    public JsonObject Update(ResourceType type, string? ns, string name, Func<JsonObject, JsonObject> change, WriteOptions options)
    {
        lock (table.Gate)
        {
            var live = table.Get(type, ns, name) ?? throw Statuses.NotFound(type, name);
            var next = Canonicalizer.Canonicalize(type.Schema, change(live.DeepClone().AsObject()));
            CheckPreconditions(type, live, next);
            next = Strategy.PrepareForUpdate(type, live, next, options.Subresource);
            Defaulter.Apply(type, next);
            addresses.Keep(type, live, next);
            next = Canonicalizer.Canonicalize(type.Schema, next);
            FieldManager.RecordUpdate(type, live, next, options.FieldManager, options.Subresource, time.GetUtcNow());
            return Store(type, live, next, options);
        }
    }

    /// <summary>Server-side apply; creates the object when it is not there. Tells whether it did.</summary>
    public (JsonObject Object, bool Created) Apply(
        ResourceType type, string? ns, string name, JsonObject config, bool force, WriteOptions options)
    {
        lock (table.Gate)
        {
            AppliedConfiguration.Check(type, config, ns, name);
            var now = time.GetUtcNow();
            var live = table.Get(type, ns, name);
            if (live is null)
            {
                if (options.Subresource is not null) throw Statuses.NotFound(type, name);
                if ((string?)config["metadata"]?["uid"] is { } uid)
                    throw Statuses.Conflict(type, name, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
                var empty = Canonicalizer.Canonicalize(type.Schema, new JsonObject { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind });
                var created = FieldManager.Apply(type, empty, Configured(type, config, options), options.FieldManager, null, force, now);
                return (Create(type, ns, created, options, isOwnershipRecorded: true), true);
            }

            var applied = FieldManager.Apply(type, live, Configured(type, config, options), options.FieldManager, options.Subresource, force, now);
            var next = Canonicalizer.Canonicalize(type.Schema, applied);
            CheckPreconditions(type, live, next);
            next = Strategy.PrepareForUpdate(type, live, next, options.Subresource);
            Defaulter.Apply(type, next);
            addresses.Keep(type, live, next);
            return (Store(type, live, Canonicalizer.Canonicalize(type.Schema, next), options), false);
        }
    }

    // Through the object itself nobody applies status, and through the status nobody applies anything else.
    private static JsonObject Configured(ResourceType type, JsonObject config, WriteOptions options)
    {
        var copy = config.DeepClone().AsObject();
        if (options.Subresource == "status")
        {
            foreach (var name in copy.Select(p => p.Key).Where(k => k is not ("apiVersion" or "kind" or "metadata" or "status")).ToList()) copy.Remove(name);
        }
        else if (type.HasStatus)
        {
            copy.Remove("status");
        }

        return copy;
    }

    private static void CheckPreconditions(ResourceType type, JsonObject live, JsonObject next)
    {
        if (next.ResourceVersion() is { Length: > 0 } version && version != live.ResourceVersion()) throw Statuses.Modified(type, live.Name());
        if (next.Uid() is { Length: > 0 } uid && uid != live.Uid())
        {
            throw Statuses.Conflict(
                type, live.Name(), $"Precondition failed: UID in precondition: {uid}, UID in object meta: {live.Uid()}");
        }

        if (next.Name() is { Length: > 0 } name && name != live.Name())
            throw Statuses.BadRequest($"the name of the object ({name}) does not match the name on the URL ({live.Name()})");
        Identity.Keep(live, next);
    }

    private JsonObject Store(ResourceType type, JsonObject live, JsonObject next, WriteOptions options)
    {
        _admission.Admit(type, next, live, options);
        Validator.ValidateUpdate(type, live, next, options);
        Strategy.CountGeneration(type, live, next);
        if (IsSame(live, next)) return live;
        if (options.DryRun) return next;
        table.Put(type, next);
        Stored?.Invoke(type, next, live);
        return next;
    }

    private static bool IsSame(JsonObject live, JsonObject next)
    {
        var (a, b) = (Comparable(live), Comparable(next));
        return JsonNode.DeepEquals(a, b);
    }

    private static JsonObject Comparable(JsonObject obj)
    {
        var copy = obj.DeepClone().AsObject();
        foreach (var entry in copy["metadata"].Items("managedFields")) entry.Remove("time");
        return copy;
    }
}
