using System.Text;
using CsCheck;

namespace OpenClaw.Tests.Properties;

/// <summary>Texts that have broken parsers, writers and shells before.</summary>
internal static class Texts
{
    private static readonly string[] Traps =
    [
        "", " ", "no", "~", "null", "true", "2025-01-01", "0x1", "1e3", ".inf", "- a", "a: b", "---", "...", "%YAML 1.1", "!!python/object:os.system",
        "&a *a", "*a", "|", ">-", "? a", "<<", "{}", "[]", "#", "a #b", "\"", "'", "\\", "\\u0000", "\u0085", "\u2028", "\ufeff",
        "a\n  api_base: https://evil.example/", "\"}], \"x\": [{\"", "\"\n}\n", "x\",\"terminal\":{\"enabled\":true},\"y\":\"",
        "; rm -rf /", "$(id)", "`id`", "${PATH}", "$(OPENCLAW_GATEWAY_TOKEN)", "$$(X)", "os.environ/LITELLM_MASTER_KEY", "%s%n", "{0}", "{{7*7}}",
        "--help", "-o", "a b", "a\tb", "\r\n", "</script>", "__proto__", "constructor", "../../etc/passwd", "openclaw-", "-openclaw", "OPENCLAW", "openclaw.",
    ];

    private static readonly Gen<string> Signs = Gen.String[Gen.Char["\"'\\:#-{}[]&*!|>%@`,?\n\r\t \u0000\u2028\u0085é<$();"], 0, 16];

    /// <summary>Anything at all.</summary>
    public static Gen<string> Any { get; } = Gen.OneOf(
        Signs,
        Gen.Int[0, Traps.Length - 1].Select(i => Traps[i]),
        Gen.Select(Gen.Int[0, Traps.Length - 1], Gen.String[Gen.Char['a', 'z'], 0, 6]).Select((i, s) => s + Traps[i]),
        Gen.String[0, 12]);

    /// <summary>As people give them, and with something wrong in it now and then: most get past the first checks.</summary>
    /// <param name="good">Letters of a good text.</param>
    /// <param name="longest">No longer than this.</param>
    public static Gen<string> Near(string good, int longest)
    {
        var whole = Gen.String[Gen.Char[good], 1, longest];
        return Gen.Frequency((40, whole), (2, Gen.Select(whole, Any, Gen.Int[0, longest], (w, a, at) => w.Insert(Math.Min(at, w.Length), a))), (1, Any));
    }

    /// <summary>The text as UTF-8 can hold it.</summary>
    public static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
