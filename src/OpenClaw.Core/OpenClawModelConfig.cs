using OpenClaw.Models;

namespace OpenClaw;

/// <summary>A valid model config: which Azure OpenAI deployment to use, through which resources. Shows no keys.</summary>
public sealed class OpenClawModelConfig
{
    /// <summary>Full path of the file it was read from.</summary>
    public required string Path { get; init; }

    /// <summary>Azure OpenAI API version: a date such as <c>2025-04-01-preview</c>, or <c>v1</c>, <c>preview</c> or <c>latest</c> for the v1 API.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The deployment's name in Azure, which need not be the model's name.</summary>
    public required string DeploymentName { get; init; }

    /// <summary>The Azure OpenAI resources, at least one; requests are spread over them.</summary>
    public required IReadOnlyList<OpenClawModelEndpoint> Endpoints { get; init; }

    /// <summary>What is unusual about the file but not wrong.</summary>
    public IReadOnlyList<ModelConfigProblem> Warnings { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{DeploymentName} ({ApiVersion}) at {string.Join(", ", Endpoints)}";
}
