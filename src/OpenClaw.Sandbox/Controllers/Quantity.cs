using System.Globalization;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>Reads Kubernetes quantities such as <c>250m</c>, <c>1.5Gi</c> or <c>2</c>.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1024m), ("Mi", 1048576m), ("Gi", 1073741824m), ("Ti", 1099511627776m), ("Pi", 1125899906842624m),
        ("n", 0.000000001m), ("u", 0.000001m), ("m", 0.001m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m),
    ];

    /// <summary>The number a quantity stands for; 0 for none or one that cannot be read.</summary>
    public static decimal Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 0;
        var (suffix, factor) = Array.Find(Suffixes, item => text.EndsWith(item.Suffix, StringComparison.Ordinal));
        var digits = suffix is null ? text : text[..^suffix.Length];
        return decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number * (suffix is null ? 1 : factor)
            : 0;
    }
}
