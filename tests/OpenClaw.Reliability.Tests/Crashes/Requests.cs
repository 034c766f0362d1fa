namespace OpenClaw.Reliability.Crashes;

/// <summary>Tells the requests that change something.</summary>
internal static class Requests
{
    /// <summary>Whether a request, as method and path, changes something. Azure hands out credentials on a POST that changes nothing.</summary>
    public static bool IsWrite(string request) =>
        !request.StartsWith("GET ", StringComparison.Ordinal)
        && !request.Contains("dryRun=All", StringComparison.Ordinal)
        && !request.Contains("listClusterUserCredential", StringComparison.OrdinalIgnoreCase);
}
