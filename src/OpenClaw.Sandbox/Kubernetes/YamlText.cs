using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Schema;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Sandbox.Kubernetes;

/// <summary>YAML as the API server reads it: the first document, with YAML 1.1's plain scalars.</summary>
internal static class YamlText
{
    /// <summary>The JSON a YAML document stands for. Throws <see cref="YamlException"/>.</summary>
    public static JsonNode? Parse(ReadOnlyMemory<byte> utf8, DecodeIssues? issues = null)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(Encoding.UTF8.GetString(utf8.Span));
        stream.Load(reader);
        return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode, "", issues);
    }

    private static JsonNode? Convert(YamlNode node, string path, DecodeIssues? issues)
    {
        switch (node)
        {
            case YamlMappingNode map:
                var obj = new JsonObject();
                foreach (var (key, value) in map.Children)
                {
                    var name = ((YamlScalarNode)key).Value ?? "";
                    var inner = path.Length == 0 ? name : $"{path}.{name}";
                    if (obj.ContainsKey(name)) issues?.AddDuplicate(inner);
                    obj[name] = Convert(value, inner, issues);
                }

                return obj;
            case YamlSequenceNode list:
                var array = new JsonArray();
                var index = 0;
                foreach (var item in list.Children) array.Add(Convert(item, $"{path}[{index++}]", issues));
                return array;
            default:
                return Scalar((YamlScalarNode)node);
        }
    }

    private static JsonNode? Scalar(YamlScalarNode node)
    {
        var text = node.Value ?? "";
        if (node.Style != ScalarStyle.Plain) return text;
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                return true;
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                return false;
        }

        if (IsOctal(text)) return Scalars.Number(System.Convert.ToInt64(text, 8));
        if (text.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex))
            return Scalars.Number(hex);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return Scalars.Number(number);
        var mayBeNumber = char.IsAsciiDigit(text[^1]) || text[^1] == '.';
        return mayBeNumber && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : text;
    }

    private static bool IsOctal(string text) => text.Length > 1 && text[0] == '0' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '7') < 0;
}
