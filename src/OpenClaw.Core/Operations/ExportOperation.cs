using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;

namespace OpenClaw.Operations;

/// <summary>Gives the manifests an instance is made of, for kubectl and GitOps. Nothing secret is in them.</summary>
public static class ExportOperation
{
    /// <summary>The manifests of an installed instance, as Install-OpenClaw with the same parameters would apply them now.</summary>
    /// <param name="cluster">Where it is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="context">Takes messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">There is no such instance (<see cref="ErrorKind.NotFound"/>), or none whose state is recorded.</exception>
    public static async Task<ExportedManifest> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(context);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        return await ReadAsync(client, cluster, new(instanceName, ns), context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The manifests of an instance that is to be; no cluster is asked.</summary>
    /// <param name="options">What to install.</param>
    /// <param name="config">The Azure OpenAI endpoints; their keys are not looked at.</param>
    /// <exception cref="OpenClawException">An option is wrong.</exception>
    public static ExportedManifest Run(InstallOptions options, OpenClawModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(config);
        InstallOptionsCheck.Run(options);
        var header = new ExportHeader(new(options.Name, options.Namespace), config) { IsInstalled = false, HasMarks = false };
        return new(header, [.. DesiredState.Build(options, config, null)]);
    }

    internal static async Task<ExportedManifest> ReadAsync(
        IKubernetesClient client, OpenClawCluster cluster, InstanceNames names, OperationContext context, CancellationToken cancellationToken)
    {
        var state = await InstalledState.ReadAsync(client, names, cancellationToken).ConfigureAwait(false);
        var marks = DeclaredObject.MarksOf(state);
        var install = new InstallContext(client, cluster, state.Options, state.Config, context, TimeProvider.System);
        var objects = await DeclaredObject.ReadAsync(install, marks, cancellationToken).ConfigureAwait(false);
        return new(new(names, state.Config) { IsInstalled = true, HasMarks = marks is not null }, [.. objects.Select(static o => o.Object)]);
    }
}
