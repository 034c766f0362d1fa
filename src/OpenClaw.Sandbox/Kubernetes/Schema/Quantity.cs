using System.Globalization;

namespace OpenClaw.Sandbox.Kubernetes.Schema;

/// <summary>Resource quantities such as <c>500m</c> or <c>4Gi</c>, and the one way the API server writes each.</summary>
internal static class Quantity
{
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

    /// <summary>The value of a quantity; false when it is none.</summary>
    public static bool TryParse(string text, out decimal value) => TryParse(text, out value, out _, out _);

    /// <summary>Writes a quantity the way the API server does, or null when it is none.</summary>
    public static string? Canonicalize(string text)
    {
        if (!TryParse(text, out var value, out var binary, out var exponent)) return null;
        if (value == 0) return "0";
        if (binary && Math.Abs(value) >= 1024 && value == decimal.Truncate(value)) return FormatBinary(value);
        return FormatDecimal(value, exponent);
    }

    private static bool TryParse(string text, out decimal value, out bool binary, out bool exponent)
    {
        binary = exponent = false;
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '+' or '-')) end++;
        var suffix = text[end..];
        if (!decimal.TryParse(text[..end], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value))
            return false;
        decimal factor = 1;
        if (suffix.Length > 1 && suffix[0] is 'e' or 'E'
            && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) && Math.Abs(power) <= 18)
        {
            exponent = true;
            for (var i = 0; i < Math.Abs(power); i++) factor *= 10;
            value = power < 0 ? value / factor : value * factor;
            return true;
        }

        if (Array.IndexOf(BinarySuffixes, suffix) is > 0 and var binaryIndex)
        {
            binary = true;
            for (var i = 0; i < binaryIndex; i++) factor *= 1024;
            value *= factor;
            return true;
        }

        var index = Array.IndexOf(DecimalSuffixes, suffix);
        if (index < 0) return false;
        for (var i = 0; i < Math.Abs(index - 3); i++) factor *= 1000;
        value = index < 3 ? value / factor : value * factor;
        return true;
    }

    private static string FormatBinary(decimal value)
    {
        var index = 0;
        while (index < BinarySuffixes.Length - 1 && value % 1024 == 0)
        {
            value /= 1024;
            index++;
        }

        return value.ToString("0", CultureInfo.InvariantCulture) + BinarySuffixes[index];
    }

    private static string FormatDecimal(decimal value, bool exponent)
    {
        var nanos = decimal.Ceiling(Math.Abs(value) * 1_000_000_000m) * Math.Sign(value);
        var index = 0;
        while (index < DecimalSuffixes.Length - 1 && nanos % 1000 == 0)
        {
            nanos /= 1000;
            index++;
        }

        var digits = nanos.ToString("0", CultureInfo.InvariantCulture);
        if (!exponent) return digits + DecimalSuffixes[index];
        var power = (index - 3) * 3;
        return power == 0 ? digits : $"{digits}e{power.ToString(CultureInfo.InvariantCulture)}";
    }
}
