using System.Text.Json.Nodes;

namespace OpenClaw.Core.Tests.Azure;

/// <summary>A request the server got.</summary>
internal sealed record ArmRequest(string Method, string Path, string Query, JsonNode? Body, IReadOnlyDictionary<string, string> Headers)
{
    public string ApiVersion => System.Web.HttpUtility.ParseQueryString(Query)["api-version"] ?? "";

    public bool Is(string method, string pathEnd) => Method == method && Path.EndsWith(pathEnd, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"{Method} {Path}{Query}";
}
