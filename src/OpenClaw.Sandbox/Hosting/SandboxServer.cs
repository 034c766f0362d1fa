namespace OpenClaw.Sandbox.Hosting;

/// <summary>The two kinds of servers of a sandbox.</summary>
internal enum SandboxServer
{
    /// <summary>Azure Resource Manager.</summary>
    ResourceManager,

    /// <summary>The API server of a cluster.</summary>
    Kubernetes,
}
