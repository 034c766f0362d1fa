using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;

namespace OpenClaw.Sandbox.Pods.Programs;

/// <summary>What a container's process is told on the first line of its standard input: everything a real one would see around it.</summary>
/// <param name="Command">The command and its arguments; empty for the image's own.</param>
/// <param name="WorkingDirectory">Where relative paths start, inside the container.</param>
/// <param name="HostName">The pod's host name.</param>
/// <param name="Mounts">Path inside the container to folder or file on this machine.</param>
/// <param name="CertificateAuthorityPath">PEM file of an authority to trust beside the system's, or null.</param>
/// <param name="Image">The container's image.</param>
internal sealed record ContainerStart(
    IReadOnlyList<string> Command,
    string WorkingDirectory,
    string HostName,
    IReadOnlyDictionary<string, string> Mounts,
    string? CertificateAuthorityPath,
    string Image)
{
    public string ToJson() => new JsonObject
    {
        ["command"] = new JsonArray([.. Command.Select(static item => JsonValue.Create(item))]),
        ["workingDirectory"] = WorkingDirectory,
        ["hostName"] = HostName,
        ["mounts"] = new JsonObject(Mounts.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["certificateAuthority"] = CertificateAuthorityPath,
        ["image"] = Image,
    }.ToJsonString();

    public static ContainerStart FromJson(string json)
    {
        var node = JsonNode.Parse(json) ?? throw new JsonException();
        return new(
            node.Texts("command"),
            node.Text("workingDirectory") ?? "/",
            node.Text("hostName") ?? "",
            node.Map("mounts"),
            node.Text("certificateAuthority"),
            node.Text("image") ?? "");
    }
}
