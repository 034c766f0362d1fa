using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Backups;

/// <summary>A <see cref="VolumePod"/> that runs, until it is disposed.</summary>
internal sealed class VolumePodRun : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    private readonly HelperPod _pod;

    private VolumePodRun(InstallContext install) => (_pod, Shell) = (new(install, install.Names.VolumePod), VolumeShell.OfVolumePod(install));

    /// <summary>Runs commands in it.</summary>
    public VolumeShell Shell { get; }

    /// <summary>Starts one in place of any that a killed run left behind. OpenClaw must be stopped: the volume may be on another node else.</summary>
    /// <param name="install">The instance; the pod gets its image.</param>
    /// <param name="deploymentUid">The uid of its Deployment.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">It did not start in time, or the server refused it.</exception>
    public static async Task<VolumePodRun> StartAsync(InstallContext install, string deploymentUid, CancellationToken cancellationToken)
    {
        var run = new VolumePodRun(install);
        using var limit = new CancellationTokenSource(StartTimeout, install.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var state = "";
        try
        {
            var manifest = VolumePod.Build(install.Names, install.Options.OpenClawImage, deploymentUid);
            await run._pod.CreateAsync(manifest, either.Token).ConfigureAwait(false);
            await run.WaitAsync(s => state = s, either.Token).ConfigureAwait(false);
            return run;
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw new OpenClawException(
                nameof(BackupMessages.VolumePodNotStarted), ErrorKind.Timeout,
                MessageText.Format(BackupMessages.VolumePodNotStarted, run._pod.Name, StartTimeout, state, install.Names.Volume), run._pod.Name.Name, e);
        }
        catch
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Removes it; a failure to do so is only noted, for it ends by itself.</summary>
    public async ValueTask DisposeAsync() => await _pod.DropAsync().ConfigureAwait(false);

    private async Task WaitAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        await foreach (var change in _pod.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (change.Object.Child("status") is not { } status || change.Type == WatchEventType.Deleted)
                continue;
            var container = status.Children("containerStatuses").FirstOrDefault().Child("state");
            if (container.Child("running") is not null)
                return;
            tell(Describe(status, container));
        }
    }

    private static string Describe(JsonObject status, JsonObject? container)
    {
        var waiting = container.Child("waiting") ?? container.Child("terminated");
        var unscheduled = status.Children("conditions").FirstOrDefault(static c => c.Text("status") == "False" && c.Text("message") is not null);
        return string.Join(' ', ((string?[])[status.Text("phase"), waiting.Text("reason"), waiting.Text("message") ?? unscheduled.Text("message")]).OfType<string>());
    }
}
