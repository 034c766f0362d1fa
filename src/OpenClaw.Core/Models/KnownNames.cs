namespace OpenClaw.Models;

/// <summary>Guesses which property somebody meant.</summary>
internal static class KnownNames
{
    private static readonly Dictionary<string, string> OtherWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["url"] = "endpoint",
        ["uri"] = "endpoint",
        ["baseurl"] = "endpoint",
        ["apibase"] = "endpoint",
        ["azureendpoint"] = "endpoint",
        ["host"] = "endpoint",
        ["apikey"] = "key",
        ["secret"] = "key",
        ["token"] = "key",
        ["id"] = "name",
        ["resource"] = "name",
        ["resourcename"] = "name",
        ["deployment"] = "deploymentName",
        ["model"] = "deploymentName",
        ["modelname"] = "deploymentName",
        ["version"] = "apiVersion",
        ["endpoints"] = "azureOpenAI",
        ["resources"] = "azureOpenAI",
        ["openai"] = "azureOpenAI",
    };

    /// <summary>The known name that is meant, or null when none is near.</summary>
    public static string? Nearest(string name, string[] known)
    {
        if (name.Length > 40)
            return null;
        var plain = new string([.. name.Where(char.IsLetterOrDigit)]);
        if (OtherWords.TryGetValue(plain, out var other) && known.Contains(other, StringComparer.Ordinal))
            return other;
        return known
            .Select(k => (Name: k, Distance: EditDistance.Between(plain.ToUpperInvariant(), k.ToUpperInvariant())))
            .Where(k => k.Distance <= Math.Max(1, k.Name.Length / 3))
            .OrderBy(k => k.Distance)
            .Select(k => k.Name)
            .FirstOrDefault();
    }
}
