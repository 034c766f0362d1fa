using OpenClaw.Resources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Kubernetes;

/// <summary>Parses the YAML (or JSON) of a kubeconfig into a tree, within bounds.</summary>
internal static class KubeConfigParser
{
    private const int MaxMegabytes = 10;
    private const int MaxDepth = 64;
    private const int MaxEvents = 500_000;

    /// <summary>The most characters a kubeconfig may have.</summary>
    public const int MaxLength = MaxMegabytes * 1024 * 1024;

    /// <summary>Parses a file; null when there is nothing in it.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="source">Its path, for messages.</param>
    public static KubeConfigNode? Parse(string yaml, string source)
    {
        if (yaml.Length > MaxLength)
            throw TooLarge(source);
        try
        {
            CheckBounds(yaml, source);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents.FirstOrDefault()?.RootNode switch
            {
                null or YamlScalarNode { Value: null or "" } => null,
                YamlMappingNode mapping => new(mapping, source),
                { } other => throw KubeConfigError.Invalid(source, other.Start.Line, KubeConfigMessages.WrongTop),
            };
        }
        catch (YamlException e)
        {
            throw NotYaml(source, e.Start);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // What the parser lets through and the tree does not take, an alias in the wrong place for one; it has no place to tell.
            throw NotYaml(source, Mark.Empty);
        }
    }

    // The parser's own words may quote the file, and so a credential: only the place is told.
    private static OpenClawException NotYaml(string source, Mark place) => KubeConfigError.Make(
        nameof(KubeConfigMessages.KubeConfigNotYaml), KubeConfigMessages.KubeConfigNotYaml, source, source, place.Line, place.Column);

    /// <summary>The error for a file beyond the bounds.</summary>
    /// <param name="source">The file.</param>
    public static OpenClawException TooLarge(string source) => KubeConfigError.Make(
        nameof(KubeConfigMessages.KubeConfigTooLarge), KubeConfigMessages.KubeConfigTooLarge, source, source, MaxMegabytes, MaxDepth, MaxEvents);

    // The tree is built by recursion, so its depth has to be known before. It also does not tell where an unknown alias is.
    private static void CheckBounds(string yaml, string source)
    {
        var parser = new Parser(new StringReader(yaml));
        var anchors = new HashSet<AnchorName>();
        var depth = 0;
        for (var events = 0; parser.MoveNext(); events++)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth || events > MaxEvents)
                throw TooLarge(source);
            if (parser.Current is NodeEvent { Anchor.IsEmpty: false } node)
                anchors.Add(node.Anchor);
            else if (parser.Current is AnchorAlias alias && !anchors.Contains(alias.Value))
                throw NotYaml(source, alias.Start);
        }
    }
}
