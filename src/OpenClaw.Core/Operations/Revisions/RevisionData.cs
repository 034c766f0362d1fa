using OpenClaw.Manifests;

namespace OpenClaw.Operations.Revisions;

/// <summary>
/// What was asked for when a revision was applied: enough to make the same desired state again. Holds no secret; the Azure OpenAI keys are
/// in the instance's Secret.
/// </summary>
internal sealed record RevisionData
{
    public required string ModelName { get; init; }

    public required string OpenClawImage { get; init; }

    public required string LiteLLMImage { get; init; }

    public required ProgramResources OpenClawResources { get; init; }

    public required ProgramResources LiteLLMResources { get; init; }

    public required string StorageSize { get; init; }

    public string? StorageClass { get; init; }

    public bool Ephemeral { get; init; }

    public int ContextWindow { get; init; }

    public int MaxTokens { get; init; }

    public required string ApiVersion { get; init; }

    public required string DeploymentName { get; init; }

    public required IReadOnlyList<RevisionEndpoint> Endpoints { get; init; }

    /// <summary>The declared channels; null for none, as in what older versions stored.</summary>
    public IReadOnlyList<DeclaredChannel>? Channels { get; init; }

    /// <summary>What stands in options and model config.</summary>
    /// <param name="options">The options; waiting and forcing are no part of the state.</param>
    /// <param name="config">The model config; its keys are not looked at.</param>
    public static RevisionData From(InstallOptions options, OpenClawModelConfig config) => new()
    {
        ModelName = options.ModelName,
        OpenClawImage = options.OpenClawImage,
        LiteLLMImage = options.LiteLLMImage,
        OpenClawResources = options.OpenClawResources,
        LiteLLMResources = options.LiteLLMResources,
        StorageSize = options.StorageSize,
        StorageClass = options.StorageClass,
        Ephemeral = options.Ephemeral,
        ContextWindow = options.ContextWindow,
        MaxTokens = options.MaxTokens,
        ApiVersion = config.ApiVersion,
        DeploymentName = config.DeploymentName,
        Endpoints = [.. config.Endpoints.Select(static e => new RevisionEndpoint(e.Name, e.Endpoint))],
        Channels = options.Channels is { Count: > 0 } channels ? channels : null,
    };

    /// <summary>The options that make this state again.</summary>
    /// <param name="names">The instance.</param>
    public InstallOptions ToOptions(InstanceNames names) => new()
    {
        Name = names.Name,
        Namespace = names.Namespace,
        ModelName = ModelName,
        OpenClawImage = OpenClawImage,
        LiteLLMImage = LiteLLMImage,
        OpenClawResources = OpenClawResources,
        LiteLLMResources = LiteLLMResources,
        StorageSize = StorageSize,
        StorageClass = StorageClass,
        Ephemeral = Ephemeral,
        ContextWindow = ContextWindow,
        MaxTokens = MaxTokens,
        Channels = DeclaredChannel.Readable(Channels),
    };

    /// <summary>The model config of this state.</summary>
    /// <param name="source">What messages call it.</param>
    /// <param name="key">Gives the key of an endpoint, by its place from 0.</param>
    public OpenClawModelConfig ToConfig(string source, Func<int, string> key) => new()
    {
        Path = source,
        ApiVersion = ApiVersion,
        DeploymentName = DeploymentName,
        Endpoints = [.. Endpoints.Select((e, i) => new OpenClawModelEndpoint { Name = e.Name, Endpoint = e.Endpoint, Key = key(i) })],
    };
}

/// <summary>One Azure OpenAI resource of a revision.</summary>
/// <param name="Name">The name the model config gives it.</param>
/// <param name="Endpoint">The resource's root.</param>
internal sealed record RevisionEndpoint(string Name, Uri Endpoint);
