namespace OpenClaw.PowerShell.Commands;

/// <summary>Names of the parameter sets: how a cmdlet is told where to work.</summary>
internal static class ParameterSets
{
    /// <summary>In an Azure subscription.</summary>
    public const string Azure = "Azure";

    /// <summary>In a sandbox.</summary>
    public const string Sandbox = "Sandbox";

    /// <summary>In a context of a kubeconfig file.</summary>
    public const string KubeConfig = "KubeConfig";

    /// <summary>In a cluster given as an object.</summary>
    public const string Cluster = "Cluster";

    /// <summary>Without a cluster, from a model config.</summary>
    public const string ModelConfig = "ModelConfig";

    /// <summary>On an object given by its name.</summary>
    public const string Name = "Name";

    /// <summary>On an object given as such.</summary>
    public const string InputObject = "InputObject";

    /// <summary>On all that were started in the session.</summary>
    public const string All = "All";
}
