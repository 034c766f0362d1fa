using OpenClaw.Kubernetes;

namespace OpenClaw.Operations;

/// <summary>What the steps of one installation share.</summary>
internal sealed record InstallContext(
    IKubernetesClient Client, OpenClawCluster Cluster, InstallOptions Options, OpenClawModelConfig Config, OperationContext Operation,
    TimeProvider Time)
    : InstanceContext(Client, Cluster, new(Options.Name, Options.Namespace), Operation, Time)
{
    public string Activity { get; init; } = MessageText.Format(Resources.InstallMessages.ActivityInstall, Options.Name);

    public void Progress(string status, int percent) => Operation.Progress(Activity, status, percent);
}
