namespace OpenClaw.Operations;

/// <summary>Takes secrets out of text that is going to be shown.</summary>
internal sealed class SecretMask
{
    private const string Masked = "***";

    // Shorter ones are no secrets, and would take words out of the text that only look like them.
    private const int ShortestSecret = 8;

    private readonly string[] _forms;

    /// <summary>Makes a mask.</summary>
    /// <param name="secrets">The secrets; those of fewer than 8 characters are left out.</param>
    public SecretMask(IEnumerable<string> secrets) => _forms =
    [
        .. secrets.Where(static s => s.Length >= ShortestSecret)
            .SelectMany(static s => (string[])[s, Uri.EscapeDataString(s)])
            .Distinct(StringComparer.Ordinal)
            // One secret may be the beginning of another.
            .OrderByDescending(static s => s.Length),
    ];

    /// <summary>The text with three asterisks in place of each secret, as it is and as it stands in a URL.</summary>
    /// <param name="text">The text.</param>
    public string Apply(string text) => _forms.Aggregate(text, static (t, secret) => t.Replace(secret, Masked, StringComparison.Ordinal));
}
