using OpenClaw.Resources;
using YamlDotNet.Core;
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
            // The parser's words may quote the file, and so a credential: only the place is told.
            throw KubeConfigError.Make(
                nameof(KubeConfigMessages.KubeConfigNotYaml), KubeConfigMessages.KubeConfigNotYaml, source, source, e.Start.Line, e.Start.Column);
        }
    }

    /// <summary>The error for a file beyond the bounds.</summary>
    /// <param name="source">The file.</param>
    public static OpenClawException TooLarge(string source) => KubeConfigError.Make(
        nameof(KubeConfigMessages.KubeConfigTooLarge), KubeConfigMessages.KubeConfigTooLarge, source, source, MaxMegabytes, MaxDepth, MaxEvents);

    // The tree is built by recursion, so its depth has to be known before.
    private static void CheckBounds(string yaml, string source)
    {
        var parser = new Parser(new StringReader(yaml));
        var depth = 0;
        for (var events = 0; parser.MoveNext(); events++)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth || events > MaxEvents)
                throw TooLarge(source);
        }
    }
}
