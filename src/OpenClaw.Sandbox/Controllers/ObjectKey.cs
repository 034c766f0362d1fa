using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>Names an object of the kind a controller looks after; the namespace is empty for cluster-wide kinds.</summary>
internal readonly record struct ObjectKey(string Namespace, string Name)
{
    public static ObjectKey Of(JsonObject obj) => new(obj.Namespace(), obj.Name());
}
