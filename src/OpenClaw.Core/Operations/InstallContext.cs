using OpenClaw.Kubernetes;
using OpenClaw.Manifests;

namespace OpenClaw.Operations;

/// <summary>What the steps of one installation share.</summary>
internal sealed record InstallContext(
    IKubernetesClient Client, OpenClawCluster Cluster, InstallOptions Options, OpenClawModelConfig Config, OperationContext Operation,
    TimeProvider Time)
{
    /// <summary>Who owns the fields we apply.</summary>
    public const string FieldManager = InstanceLabels.Manager;

    public InstanceNames Names { get; } = new(Options.Name, Options.Namespace);

    public string Activity { get; } = MessageText.Format(Resources.InstallMessages.ActivityInstall, Options.Name);

    /// <summary>The instance as messages call it.</summary>
    public string Instance => $"{Names.Namespace}/{Names.Name}";

    public void Progress(string status, int percent) => Operation.Progress(Activity, status, percent);
}
