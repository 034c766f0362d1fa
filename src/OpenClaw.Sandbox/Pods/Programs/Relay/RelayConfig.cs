using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Sandbox.Pods.Programs.Relay;

/// <summary>What the relay takes from litellm-config.yaml.</summary>
/// <param name="Models">All endpoints of all models.</param>
/// <param name="MasterKey">The key callers must send, or null when none is set.</param>
/// <param name="Retries">How often another endpoint is tried.</param>
/// <param name="DropParameters">Take parameters away that the model does not know.</param>
internal sealed partial record RelayConfig(IReadOnlyList<RelayEndpoint> Models, string? MasterKey, int Retries, bool DropParameters)
{
    // How LiteLLM is told of a model whose family does not show in the deployment's name.
    private static readonly string[] Families = ["gpt5_series/", "o_series/"];

    /// <summary>The endpoints that serve a model; asked for by its id, one endpoint alone.</summary>
    public IEnumerable<RelayEndpoint> Of(string model) => Models.Any(endpoint => endpoint.ModelName == model)
        ? Models.Where(endpoint => endpoint.ModelName == model)
        : Models.Where(endpoint => endpoint.Id == model);

    /// <summary>Reads the file's text. Values <c>os.environ/NAME</c> come from the environment.</summary>
    /// <exception cref="FormatException">It is no YAML mapping, or an endpoint lacks what it needs.</exception>
    public static RelayConfig Parse(string yaml, IReadOnlyDictionary<string, string> environment)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlDotNet.Core.YamlException exception)
        {
            throw new FormatException($"the configuration is not YAML: {exception.Message}", exception);
        }

        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root)
            throw new FormatException("the configuration is not a mapping");

        string? Resolve(string? value) => value is not null && value.StartsWith("os.environ/", StringComparison.Ordinal)
            ? environment.GetValueOrDefault(value["os.environ/".Length..])
            : value;

        var models = (At(root, "model_list") as YamlSequenceNode)?.Children.Select(item => Endpoint(item, Resolve)).ToList() ?? [];
        return new(
            models,
            Resolve(Text(root, "general_settings", "master_key")) ?? environment.GetValueOrDefault("LITELLM_MASTER_KEY"),
            int.TryParse(Text(root, "router_settings", "num_retries"), CultureInfo.InvariantCulture, out var retries) ? retries : 2,
            Text(root, "litellm_settings", "drop_params") is "true" or "True");
    }

    private static RelayEndpoint Endpoint(YamlNode item, Func<string?, string?> resolve)
    {
        var name = Text(item, "model_name") ?? throw new FormatException("an entry of model_list has no model_name");
        string Need(string property) => resolve(Text(item, "litellm_params", property))
            ?? throw new FormatException($"model {name}: litellm_params.{property} is not set");
        var model = Need("model");
        if (!model.StartsWith("azure/", StringComparison.Ordinal))
            throw new FormatException($"model {name}: the sandbox knows azure/ models only, not {model}");
        var family = Families.FirstOrDefault(prefix => model.StartsWith("azure/" + prefix, StringComparison.Ordinal)) ?? "";
        var deployment = model[("azure/".Length + family.Length)..];
        return new(
            // LiteLLM makes up an id where there is none.
            Text(item, "model_info", "id") ?? Guid.NewGuid().ToString("N"),
            name,
            deployment,
            Need("api_base").TrimEnd('/'),
            Need("api_key"),
            resolve(Text(item, "litellm_params", "api_version")) ?? "2024-10-21",
            double.TryParse(Text(item, "litellm_params", "weight"), CultureInfo.InvariantCulture, out var weight) ? weight : 1,
            family.Length > 0 || ReasoningPattern().IsMatch(deployment));
    }

    [GeneratedRegex("gpt-5(?!-chat)|^o[134](-|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ReasoningPattern();

    private static YamlNode? At(YamlNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
            node = node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(step), out var next) ? next : null;
        return node;
    }

    private static string? Text(YamlNode? node, params ReadOnlySpan<string> path) => (At(node, path) as YamlScalarNode)?.Value;
}
