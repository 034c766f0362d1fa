using OpenClaw.Resources;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Kubernetes;

/// <summary>A mapping in a kubeconfig, read by keys; what has the wrong shape is an error that names the line.</summary>
/// <param name="mapping">The YAML.</param>
/// <param name="source">The file it is from.</param>
internal sealed class KubeConfigNode(YamlMappingNode mapping, string source)
{
    private const int MaxMerges = 10;

    /// <summary>The file it is from.</summary>
    public string Source => source;

    /// <summary>The line it begins at.</summary>
    public long Line => mapping.Start.Line;

    /// <summary>The value of a key; null when it is missing, empty or null.</summary>
    /// <param name="key">Key.</param>
    public string? Text(string key) => Find(mapping, key) switch
    {
        null => null,
        YamlScalarNode scalar => IsNull(scalar) ? null : scalar.Value,
        { } other => throw KubeConfigError.Invalid(source, other.Start.Line, KubeConfigMessages.WrongText, key),
    };

    /// <summary>Whether a key is set to true.</summary>
    /// <param name="key">Key.</param>
    public bool Flag(string key) => Text(key)?.ToUpperInvariant() switch
    {
        null or "FALSE" or "NO" or "OFF" or "N" => false,
        "TRUE" or "YES" or "ON" or "Y" => true,
        _ => throw KubeConfigError.Invalid(source, Find(mapping, key)!.Start.Line, KubeConfigMessages.WrongFlag, key),
    };

    /// <summary>The mapping of a key, or null.</summary>
    /// <param name="key">Key.</param>
    public KubeConfigNode? Mapping(string key) => Find(mapping, key) is { } node && !IsNull(node) ? Wrap(node, key) : null;

    /// <summary>The mappings in the list of a key; none when it is missing.</summary>
    /// <param name="key">Key.</param>
    public IEnumerable<KubeConfigNode> Mappings(string key) => List(key).Select(node => Wrap(node, key));

    /// <summary>The values in the list of a key; none when it is missing.</summary>
    /// <param name="key">Key.</param>
    public IReadOnlyList<string> Texts(string key) => [.. List(key).Select(node => node is YamlScalarNode { Value: { } value }
        ? value
        : throw KubeConfigError.Invalid(source, node.Start.Line, KubeConfigMessages.WrongText, key))];

    /// <summary>The keys with a list of values each, of the mapping of a key.</summary>
    /// <param name="key">Key.</param>
    public IReadOnlyList<KeyValuePair<string, string>> TextLists(string key)
    {
        var inner = Mapping(key);
        return inner is null ? [] : [.. inner.Keys().SelectMany(name => inner.Texts(name).Select(value => KeyValuePair.Create(name, value)))];
    }

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain or YamlDotNet.Core.ScalarStyle.Any, Value: null or "" or "~" or "null" or "Null" or "NULL" }
        or YamlScalarNode { Value: "" };

    private static YamlNode? Find(YamlMappingNode node, string key, int merges = 0)
    {
        if (node.Children.TryGetValue(new YamlScalarNode(key), out var value))
            return value;
        if (merges == MaxMerges || !node.Children.TryGetValue(new YamlScalarNode("<<"), out var merged))
            return null;
        var sources = merged is YamlSequenceNode several ? several.Children : [merged];
        return sources.OfType<YamlMappingNode>().Take(MaxMerges).Select(other => Find(other, key, merges + 1)).FirstOrDefault(static v => v is not null);
    }

    private IEnumerable<string> Keys() => mapping.Children.Keys.OfType<YamlScalarNode>().Select(static k => k.Value ?? "");

    private IEnumerable<YamlNode> List(string key) => Find(mapping, key) switch
    {
        null => [],
        YamlSequenceNode list => list.Children,
        { } node when IsNull(node) => [],
        { } other => throw KubeConfigError.Invalid(source, other.Start.Line, KubeConfigMessages.WrongList, key),
    };

    private KubeConfigNode Wrap(YamlNode node, string key) => node is YamlMappingNode inner
        ? new(inner, source)
        : throw KubeConfigError.Invalid(source, node.Start.Line, KubeConfigMessages.WrongMapping, key);
}
