using OpenClaw.Kubernetes;
using OpenClaw.Manifests;

namespace OpenClaw.Operations;

/// <summary>What the steps of one installation share.</summary>
internal sealed record InstallContext(
    IKubernetesClient Client, OpenClawCluster Cluster, InstallOptions Options, OpenClawModelConfig Config, OperationContext Operation,
    TimeProvider Time)
    : InstanceContext(Client, Cluster, new(Options.Name, Options.Namespace), Operation, Time)
{
    public string Activity { get; init; } = MessageText.Format(Resources.InstallMessages.ActivityInstall, Options.Name);

    /// <summary>The change that has yet to be proven, which this is a step of; null for an installation, whose word is the last.</summary>
    public SecretChange? SecretChange { get; init; }

    /// <summary>Whether waiting ends before its time when what is in the way does not go away by itself.</summary>
    public bool GivesUp { get; init; }

    /// <summary>Values of channels to be put into the Secret; null in place of one takes it away.</summary>
    public IReadOnlyDictionary<string, string?>? ChannelValues { get; init; }

    /// <summary>The number of the revision that the options come from, when they do: another one since means to read again.</summary>
    public int? BasedOn { get; init; }

    public void Progress(string status, int percent) => Operation.Progress(Activity, status, percent);
}
