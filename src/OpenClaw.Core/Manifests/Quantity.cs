using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace OpenClaw.Manifests;

/// <summary>
/// A Kubernetes quantity such as <c>250m</c> or <c>1536Mi</c>, in the canonical form in which the API server stores it
/// (k8s.io/apimachinery, resource.Quantity). Applying any other form would differ from what is stored for ever.
/// </summary>
internal readonly partial record struct Quantity
{
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    private Quantity(BigInteger nano, bool binary) => (Nano, Binary) = (nano, binary);

    private BigInteger Nano { get; }

    private bool Binary { get; }

    /// <summary>The value in whole units, rounded up: bytes, or cores.</summary>
    public long Value => (long)BigInteger.Min(long.MaxValue, (Nano + 999_999_999) / 1_000_000_000);

    /// <summary>Reads a quantity above zero; false when it is none, is finer than a billionth or larger than 2^63.</summary>
    public static bool TryParse(string text, out Quantity quantity)
    {
        quantity = default;
        if (Form().Match(text) is not { Success: true } match)
            return false;
        var (whole, fraction, suffix) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
        var digits = BigInteger.Parse("0" + whole + fraction, CultureInfo.InvariantCulture) * 1_000_000_000;
        var binary = suffix.EndsWith('i');
        var power = Array.IndexOf(binary ? BinarySuffixes : DecimalSuffixes, suffix);
        var scaled = binary ? digits * BigInteger.Pow(1024, power)
            : power < 3 ? digits
            : digits * BigInteger.Pow(1000, power - 3);
        var divisor = BigInteger.Pow(10, fraction.Length) * (!binary && power < 3 ? BigInteger.Pow(1000, 3 - power) : 1);
        if (scaled.IsZero || scaled % divisor != 0 || scaled / divisor / 1_000_000_000 > long.MaxValue)
            return false;
        quantity = new(scaled / divisor, binary);
        return true;
    }

    /// <summary>Reads a quantity that was checked before.</summary>
    public static Quantity Parse(string text) =>
        TryParse(text, out var quantity) ? quantity : throw new FormatException($"'{text}' is not a quantity.");

    /// <summary>The canonical form.</summary>
    public override string ToString()
    {
        // Below 1024, or with a fraction, binary quantities are stored in decimal form.
        if (Binary && Nano % 1_000_000_000 == 0 && Nano / 1_000_000_000 >= 1024)
            return Shorten(Nano / 1_000_000_000, 1024, BinarySuffixes, 0);
        return Shorten(Nano, 1000, DecimalSuffixes, 0);
    }

    private static string Shorten(BigInteger value, int step, string[] suffixes, int power)
    {
        while (power < suffixes.Length - 1 && value % step == 0)
            (value, power) = (value / step, power + 1);
        return value.ToString(CultureInfo.InvariantCulture) + suffixes[power];
    }

    [GeneratedRegex(@"\A([0-9]{1,18})(?:\.([0-9]{0,9}))?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?\z")]
    private static partial Regex Form();
}
