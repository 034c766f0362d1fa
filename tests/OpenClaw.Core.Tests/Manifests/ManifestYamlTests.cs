using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using OpenClaw.Manifests;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Tests.Manifests;

public class ManifestYamlTests
{
    // What readers of YAML 1.1 or 1.2 take for something else than text, or what a block or a plain scalar would lose.
    internal static readonly string[] Traps =
    [
        "", " ", "~", "null", "Null", "true", "False", "yes", "NO", "on", "off", "y", "N", "0", "1", "-1", "007", "0o7", "0x1F", "1e3", "1E5", ".5", "1_000",
        "12:30:45", "2025-01-01", "2025-01-01T00:00:00Z", ".inf", "-.INF", ".nan", "250m", "3Gi", "1.0", "=", "<<", "- a", "a: b", "a:", ": a", "a #b", "#a",
        "@a", "`a", "%a", "&a", "*a", "!a", "!!str a", "|", ">", "'", "\"", "{a}", "[a]", "a, b", "---", "...", "a\nb", "a\nb\n", "a\n\n", "\na", " a\nb",
        "a \nb", "a\n b", "a\tb\n", "a\r\nb", "\u0085", "\u2028", "\uFEFF", "\u0001", "é", "😀", "😀\nb", "a\n#b\n", "a\n---\nb\n", "a\\b", "http://127.0.0.1:18789",
        "ghcr.io/openclaw/openclaw:2026.9.6", "last \n", "\n", "a\n\nb\n",
    ];

    private static readonly Gen<string> Text = Gen.Frequency(
        (3, Gen.Int[0, Traps.Length - 1].Select(static i => Traps[i])), (1, Gen.String[Gen.Char["ab :-#\n\t'\"{}[]\\0é"], 0, 12]), (1, Gen.String[Gen.Char[' ', '\uD7FF'], 0, 12]));

    private static readonly Gen<JsonNode?> Node = Gen.Recursive<JsonNode?>((depth, node) => depth > 3
        ? Text.Select(static t => (JsonNode?)JsonValue.Create(t))
        : Gen.Frequency(
            (4, Text.Select(static t => (JsonNode?)JsonValue.Create(t))),
            (1, Gen.Long.Select(static n => (JsonNode?)JsonValue.Create(n))),
            (1, Gen.Bool.Select(static b => (JsonNode?)JsonValue.Create(b))),
            (1, Gen.Const((JsonNode?)null)),
            (2, node.Array[0, 4].Select(static items => (JsonNode?)new JsonArray([.. items.Select(static i => i?.DeepClone())]))),
            (2, Gen.Select(Text, node).Array[0, 4].Select(static pairs => (JsonNode?)Map(pairs)))));

    [Fact]
    public void What_is_read_back_is_what_was_written() => Gen.Select(Text, Node).Array[1, 4].Sample(static pairs =>
    {
        var written = Map(pairs);
        var text = ManifestYaml.Write(written);
        var read = YamlText.Parse(Encoding.UTF8.GetBytes(text));
        return JsonNode.DeepEquals(written, read) ? true : throw new InvalidOperationException($"{written.ToJsonString()}\nwas read back as\n{read?.ToJsonString()}\nfrom\n{text}");
    });

    [Fact]
    public void Text_that_looks_like_something_else_is_quoted_and_files_keep_their_lines() => Assert.Equal(
        """
        name: openclaw
        date: "2025-01-01"
        number: "1"
        count: 1
        empty: {}
        image: ghcr.io/openclaw/openclaw:2026.9.6
        list:
          - "no"
        file: |
          a:
            - b

        """.ReplaceLineEndings("\n"),
        ManifestYaml.Write(new JsonObject
        {
            ["name"] = "openclaw",
            ["date"] = "2025-01-01",
            ["number"] = "1",
            ["count"] = 1,
            ["empty"] = new JsonObject(),
            ["image"] = "ghcr.io/openclaw/openclaw:2026.9.6",
            ["list"] = new JsonArray("no"),
            ["file"] = "a:\n  - b\n",
        }));

    private static JsonObject Map((string Key, JsonNode? Value)[] pairs) =>
        new(pairs.DistinctBy(static p => p.Key).Select(static p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
}
