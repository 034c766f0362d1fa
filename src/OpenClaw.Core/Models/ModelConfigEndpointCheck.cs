using System.Text.RegularExpressions;
using OpenClaw.Resources;

namespace OpenClaw.Models;

/// <summary>Checks an endpoint and brings it to the resource's root.</summary>
internal static partial class ModelConfigEndpointCheck
{
    // The public cloud's, and those of Azure Government (.us) and Azure operated by 21Vianet (.cn)
    private static readonly string[] AzureSuffixes =
    [
        ".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com", ".api.cognitive.microsoft.com",
        ".openai.azure.us", ".cognitiveservices.azure.us", ".services.ai.azure.us", ".api.cognitive.microsoft.us",
        ".openai.azure.cn", ".cognitiveservices.azure.cn", ".services.ai.azure.cn", ".api.cognitive.azure.cn",
    ];

    public static Uri? Check(string value, Action<string, string, ModelConfigSeverity> report)
    {
        if (ModelConfigFields.Check("endpoint", value, report, ProblemOf) is null)
            return null;
        var uri = new Uri(value, UriKind.Absolute);
        var path = KnownPath().Replace(uri.AbsolutePath, "");
        var azure = IsAzure(uri.Host);
        if (azure && path.Trim('/').Length > 0)
            return Refuse(report, MessageText.Format(ModelConfigMessages.EndpointPath, uri.Host));
        var root = new UriBuilder(uri) { Path = path.TrimEnd('/') + "/", Query = "", Fragment = "" }.Uri;
        if (root.AbsolutePath != uri.AbsolutePath.TrimEnd('/') + "/" || uri.Query.Length > 0)
        {
            if (uri.Query.Length > 0 && path == uri.AbsolutePath)
                return Refuse(report, MessageText.Format(ModelConfigMessages.EndpointQuery, uri.Host));
            report(MessageText.Format(ModelConfigMessages.EndpointShortened, root), "", ModelConfigSeverity.Warning);
        }
        if (azure && !uri.IsDefaultPort)
            return Refuse(report, MessageText.Format(ModelConfigMessages.EndpointPort, uri.Host));
        if (!azure && !uri.IsLoopback)
            report(MessageText.Format(ModelConfigMessages.EndpointCustomDomain, uri.Host), "", ModelConfigSeverity.Warning);
        return root;
    }

    private static string? ProblemOf(string value)
    {
        if (value.Any(c => c <= ' ' || char.IsControl(c)) || !Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return ModelConfigMessages.EndpointNotUrl;
        if (uri.Scheme != Uri.UriSchemeHttps)
            return ModelConfigMessages.EndpointNotHttps;
        if (uri.UserInfo.Length > 0)
            return ModelConfigMessages.EndpointUserInfo;
        return uri.Fragment.Length > 0 ? ModelConfigMessages.EndpointFragment
            : uri.HostNameType == UriHostNameType.Dns && !Array.TrueForAll(uri.Host.Split('.'), label => HostLabel().IsMatch(label))
                ? ModelConfigMessages.EndpointHost
            : null;
    }

    private static Uri? Refuse(Action<string, string, ModelConfigSeverity> report, string problem)
    {
        report(problem, ModelConfigMessages.EndpointRemedy, ModelConfigSeverity.Error);
        return null;
    }

    private static bool IsAzure(string host) =>
        AzureSuffixes.Any(suffix => host.Length > suffix.Length && host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    // What the portals show as target URI: everything after the root belongs to a single call.
    [GeneratedRegex(@"/(openai(/v1|/deployments/[^/]+|/responses)?(/(chat/)?completions|/responses|/embeddings)?|models(/chat/completions)?|api/projects/[^/]+(/openai(/v1)?)?)/?\z", RegexOptions.IgnoreCase)]
    private static partial Regex KnownPath();

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?\z")]
    private static partial Regex HostLabel();
}
