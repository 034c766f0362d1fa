using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Faults;

/// <summary>One rule of a fault script: what happens, to what, and how often. docs/sandbox.md describes each property for users.</summary>
internal sealed record FaultRule
{
    /// <summary>A count without an end.</summary>
    public const int Always = int.MaxValue;

    public required FaultKind Fault { get; init; }

    /// <summary>Which server, or null for both.</summary>
    public SandboxServer? Server { get; init; }

    /// <summary>HTTP method, or null for any.</summary>
    public string? Method { get; init; }

    /// <summary>Pattern of the path, or null for any.</summary>
    public NamePattern? Path { get; init; }

    /// <summary>What a Kubernetes request does (get, list, watch, create, update, apply, patch, delete), or null for anything.</summary>
    public string? Verb { get; init; }

    /// <summary>What a Kubernetes request is about, for example <c>secrets</c> or <c>pods/log</c>; null for anything.</summary>
    public string? Resource { get; init; }

    /// <summary>Pattern of the pod's name, or null for any.</summary>
    public NamePattern? Pod { get; init; }

    /// <summary>The container's name, or null for any.</summary>
    public string? Container { get; init; }

    /// <summary>The first match it happens to; 1 is the first there is.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>After the first, to each so-manieth.</summary>
    public int Every { get; init; } = 1;

    /// <summary>How often it happens at most.</summary>
    public int Count { get; init; } = 1;

    /// <summary>HTTP status of an error.</summary>
    public int Status { get; init; } = 503;

    /// <summary>Seconds in the Retry-After of an error, or null for no such header.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Azure's code or Kubernetes' reason of an error; null for the usual one.</summary>
    public string? Code { get; init; }

    /// <summary>Text of an error; null for the usual one.</summary>
    public string? Message { get; init; }

    /// <summary>When a reset happens.</summary>
    public FaultMoment At { get; init; }

    /// <summary>How many events a watch still brings.</summary>
    public int AfterEvents { get; init; }

    /// <summary>How long it takes or lasts; null for the kind's own.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How long after the container's start.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>vCPUs the subscription has in each region.</summary>
    public int Cores { get; init; }
}
