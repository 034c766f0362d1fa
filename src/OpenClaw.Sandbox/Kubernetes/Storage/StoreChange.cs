using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>One step of a kind's history. The objects are shared: never change them.</summary>
/// <param name="Revision">The resourceVersion the step made.</param>
/// <param name="Type">ADDED, MODIFIED or DELETED.</param>
/// <param name="Object">The object after the step; for DELETED its last state.</param>
/// <param name="Previous">The object before the step, for selectors it no longer meets.</param>
internal sealed record StoreChange(long Revision, string Type, JsonObject Object, JsonObject? Previous);
