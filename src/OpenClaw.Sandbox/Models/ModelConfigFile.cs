using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Models;

/// <summary>Writes the azure-openai.json of the sandbox's own Azure OpenAI endpoint.</summary>
internal static class ModelConfigFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Content(Uri endpoint, string deployment, string key) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["deploymentName"] = deployment,
        ["azureOpenAI"] = new JsonArray(new JsonObject
        {
            ["name"] = "sandbox",
            ["endpoint"] = endpoint.GetLeftPart(UriPartial.Authority) + "/",
            ["key"] = key,
        }),
    }.ToJsonString(Indented) + "\n";
}
