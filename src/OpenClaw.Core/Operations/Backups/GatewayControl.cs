using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Compare;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Backups;

/// <summary>Stops and starts an instance's gateway as it is declared.</summary>
/// <param name="install">The instance, as it is to run.</param>
/// <param name="marks">The marks of its secrets, as for <see cref="DesiredState.Build"/>.</param>
/// <param name="secrets">Its secrets, which no message may show.</param>
internal sealed class GatewayControl(InstallContext install, SecretVersions? marks, IEnumerable<string> secrets)
{
    // A gateway may take 325 s to stop.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(10);

    private string App => $"app={install.Names.OpenClaw}";

    /// <summary>The pod in which the gateway runs and takes requests, or null.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<string?> FindReadyPodAsync(CancellationToken cancellationToken)
    {
        var pods = await install.Client.ListAsync(ResourceKind.Pod, install.Names.Namespace, App, null, cancellationToken).ConfigureAwait(false);
        return pods.FirstOrDefault(static p => RolloutProgress.IsReady(p) && p.Child("metadata").Text("deletionTimestamp") is null)
            .Child("metadata").Text("name");
    }

    /// <summary>How it was stopped, once its pods are gone; null where it is to run.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<GatewayStop?> FindStopAsync(CancellationToken cancellationToken)
    {
        var name = new ResourceName(ResourceKind.Deployment, install.Names.Namespace, install.Names.OpenClaw);
        var deployment = await install.Client.GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (deployment is null || RolloutProgress.Replicas(deployment) > 0)
            return null;
        await GoneWait.RunAsync(install, ResourceKind.Pod, App, null, cancellationToken).ConfigureAwait(false);
        return new(deployment.Child("metadata").Text("uid")!, FieldOwners.Of(deployment).Of("spec.replicas") is null);
    }

    /// <summary>Stops it and waits until its pod is gone.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The uid of its Deployment.</returns>
    /// <exception cref="OpenClawException">Another owner holds a field, or it did not stop in time.</exception>
    public async Task<string> StopAsync(CancellationToken cancellationToken)
    {
        install.Progress(BackupMessages.ProgressStop, 40);
        var deployment = await ApplyAsync(0, cancellationToken).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(StopTimeout, install.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await GoneWait.RunAsync(install, ResourceKind.Pod, App, null, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new OpenClawException(
                nameof(BackupMessages.GatewayNotStopped), ErrorKind.Timeout,
                MessageText.Format(BackupMessages.GatewayNotStopped, install.Instance, StopTimeout, install.Names.Namespace, App), install.Instance, e);
        }

        install.Operation.Verbose(MessageText.Format(BackupMessages.GatewayStopped, install.Instance));
        return deployment.Child("metadata").Text("uid")!;
    }

    /// <summary>Starts it and waits until both programs are ready.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        install.Progress(BackupMessages.ProgressStart, 60);
        await ApplyAsync(1, cancellationToken).ConfigureAwait(false);
        await new RolloutWait(install, secrets).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts it again after something went wrong, without waiting; also when the operation was cancelled.</summary>
    public async Task ReleaseAsync()
    {
        using var limit = new CancellationTokenSource(ReleaseTimeout, install.Time);
        try
        {
            await ApplyAsync(1, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenClawException or OperationCanceledException)
        {
            install.Operation.Warning(MessageText.Format(BackupMessages.GatewayNotStarted, install.Instance, e.Message));
        }
    }

    private async Task<JsonObject> ApplyAsync(int replicas, CancellationToken cancellationToken)
    {
        var manifest = DesiredState.Build(install.Options, install.Config, marks)
            .First(o => o.Name.Kind == ResourceKind.Deployment && o.Name.Name == install.Names.OpenClaw).Manifest;
        manifest.Child("spec")!["replicas"] = replicas;
        try
        {
            var options = new ApplyOptions(InstanceContext.FieldManager, install.Options.ForceConflicts);
            return await install.Client.ApplyAsync(manifest, options, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException e) when (InstallPlanner.IsConflict(e))
        {
            new InstallPlanner(install).ThrowConflicts([e]);
            throw;
        }
    }
}
