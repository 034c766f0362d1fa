using System.Security;

namespace OpenClaw;

/// <summary>One secret of an instance.</summary>
public sealed class OpenClawSecret
{
    /// <summary><c>GatewayToken</c> or <c>LiteLLMMasterKey</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public required string InstanceName { get; init; }

    /// <summary>The instance's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The secret.</summary>
    public required SecureString Value { get; init; }
}
