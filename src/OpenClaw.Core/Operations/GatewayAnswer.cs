using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>What OpenClaw's command line answered.</summary>
/// <param name="ExitCode">0 when all went well.</param>
/// <param name="Output">Its standard output, as it was.</param>
/// <param name="Error">Its standard error, without secrets.</param>
/// <param name="Mask">Takes secrets out of the rest.</param>
internal sealed record GatewayAnswer(int ExitCode, string Output, string Error, SecretMask Mask)
{
    /// <summary>The JSON it printed, after whatever else it had to say, or null.</summary>
    public JsonObject? Json
    {
        get
        {
            var lines = Output.Split('\n');
            for (var first = 0; first < lines.Length; first++)
            {
                if (!lines[first].StartsWith('{'))
                    continue;
                try
                {
                    return JsonNode.Parse(string.Join('\n', lines.Skip(first)), null, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip })
                        as JsonObject;
                }
                catch (JsonException)
                {
                    // A line of text that began like JSON.
                }
            }
            return null;
        }
    }

    /// <summary>Why it failed, in its own words.</summary>
    public string Reason
    {
        get
        {
            if ((Json.Child("error").Text("message") ?? Json.Text("error")) is { } told)
                return Mask.Apply(told);
            var lines = $"{Error}\n{Mask.Apply(Output)}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            const string mark = "[openclaw] Reason: ";
            return lines.FirstOrDefault(static l => l.StartsWith(mark, StringComparison.Ordinal))?[mark.Length..]
                ?? lines.LastOrDefault(static l => char.IsLetter(l[0])) ?? MessageText.Format(GatewayMessages.CommandSilent, ExitCode);
        }
    }

    /// <summary>The JSON of a command that went well.</summary>
    /// <param name="command">The command, for the message.</param>
    /// <exception cref="OpenClawException">It failed, or printed no JSON.</exception>
    public JsonObject RequireJson(string command)
    {
        Require(command);
        return Json is { } json && json["error"] is null ? json : throw Failed(command);
    }

    /// <summary>Makes sure that a command went well.</summary>
    /// <param name="command">The command, for the message.</param>
    /// <exception cref="OpenClawException">It failed.</exception>
    public void Require(string command)
    {
        if (ExitCode != 0)
            throw Failed(command);
    }

    private OpenClawException Failed(string command) => new(
        nameof(GatewayMessages.CommandFailed), ErrorKind.OperationFailed, MessageText.Format(GatewayMessages.CommandFailed, command, Reason), command);
}
