using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Tests.Properties;

/// <summary>What a document is made of when all values are left out: its keys, lists and kinds of values, also of the documents in its files.</summary>
internal static class Shape
{
    public static string Of(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject obj:
                text.Append('{');
                foreach (var (key, value) in obj)
                {
                    text.Append(key).Append(':');
                    if (key.EndsWith(".yaml", StringComparison.Ordinal))
                        WriteYaml((string)value!, text);
                    else if (key.EndsWith(".json", StringComparison.Ordinal))
                        Write(JsonNode.Parse((string)value!), text);
                    else
                        Write(value, text);
                    text.Append(' ');
                }
                text.Append('}');
                break;
            case JsonArray array:
                text.Append('[');
                foreach (var item in array)
                    Write(item, text);
                text.Append(']');
                break;
            default:
                text.Append(node?.GetValueKind().ToString() ?? "null").Append(' ');
                break;
        }
    }

    private static void WriteYaml(string yaml, StringBuilder text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        Write(Assert.Single(stream.Documents).RootNode, text);
    }

    private static void Write(YamlNode node, StringBuilder text)
    {
        Assert.True(node.Anchor.IsEmpty && (node.Tag.IsEmpty || node.Tag.IsNonSpecific));
        switch (node)
        {
            case YamlMappingNode mapping:
                text.Append('{');
                foreach (var (key, value) in mapping.Children)
                {
                    text.Append(((YamlScalarNode)key).Value).Append(':');
                    Write(value, text);
                }
                text.Append('}');
                break;
            case YamlSequenceNode sequence:
                text.Append('[');
                foreach (var item in sequence.Children)
                    Write(item, text);
                text.Append(']');
                break;
            default:
                text.Append(((YamlScalarNode)node).Style == YamlDotNet.Core.ScalarStyle.Plain ? "plain " : "quoted ");
                break;
        }
    }
}
