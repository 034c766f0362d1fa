using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Pods.Programs.Gateway;

/// <summary>What was said, a line of JSON for each question and answer: <c>history.jsonl</c> in the state directory. The real gateway has a database.</summary>
internal sealed class GatewayHistory(string stateFolder)
{
    private readonly string path = Path.Combine(stateFolder, "history.jsonl");
    private readonly object one = new();

    public void Add(JsonNode? question, string answer)
    {
        var line = new JsonObject
        {
            ["time"] = DateTimeOffset.UtcNow.ToString("O"),
            ["question"] = question?["content"]?.DeepClone(),
            ["answer"] = answer,
        };
        lock (one)
            File.AppendAllText(path, line.ToJsonString() + "\n");
    }
}
