namespace OpenClaw;

/// <summary>One Azure OpenAI resource of a model config. Shows no key.</summary>
public sealed class OpenClawModelEndpoint
{
    /// <summary>The name the file gives it.</summary>
    public required string Name { get; init; }

    /// <summary>The resource's root, for example <c>https://contoso.openai.azure.com/</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Its API key.</summary>
    internal string Key { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Endpoint})";
}
