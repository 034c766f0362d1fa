using OpenClaw.Resources;

namespace OpenClaw.Operations.Backups;

/// <summary>Works on the volume of an instance whose gateway is stopped for it, and leaves the gateway as it was: running, trying to, or stopped.</summary>
/// <param name="install">The instance. The caller holds its lock.</param>
/// <param name="control">Stops and starts it.</param>
internal sealed class OfflineVolume(InstallContext install, GatewayControl control)
{
    /// <summary>Stops OpenClaw, works in a pod that holds the volume, and starts OpenClaw again, also after a failure.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Stops it. After a kill Install-OpenClaw, or running this again, starts OpenClaw.</param>
    /// <exception cref="OpenClawException">It did not stop, or the pod did not start.</exception>
    public async Task RunAsync(Func<VolumeShell, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var stop = await control.FindStopAsync(cancellationToken).ConfigureAwait(false);
        var staysStopped = stop is { IsOurs: false };
        var ran = stop is { IsOurs: true } || await control.FindReadyPodAsync(cancellationToken).ConfigureAwait(false) is not null;
        try
        {
            var uid = staysStopped ? stop!.DeploymentUid : await control.StopAsync(cancellationToken).ConfigureAwait(false);
            var pod = await VolumePodRun.StartAsync(install, uid, cancellationToken).ConfigureAwait(false);
            await using var _ = pod.ConfigureAwait(false);
            await work(pod.Shell, cancellationToken).ConfigureAwait(false);
        }
        catch when (!staysStopped)
        {
            await control.ReleaseAsync().ConfigureAwait(false);
            throw;
        }

        if (staysStopped)
            install.Operation.Verbose(MessageText.Format(BackupMessages.StaysStopped, install.Instance));
        else if (ran)
            await StartAsync(cancellationToken).ConfigureAwait(false);
        else
            await control.ReleaseAsync().ConfigureAwait(false);
    }

    // The work is done, whatever comes of the start.
    private async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await control.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e)
        {
            install.Operation.Warning(e.Message);
        }
    }
}
