using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Changes;

/// <summary>
/// Tries a new image of OpenClaw before the pod that runs is touched: OpenClaw's old pod has to go before the new one starts, so that an image
/// which cannot be pulled or does not start would be an outage. A short-lived pod (<see cref="ImageCheckPod"/>) prints the program's version.
/// LiteLLM needs no such check: its old pod serves until the new one is ready.
/// </summary>
/// <param name="install">The instance as it is to run. The caller holds its lock.</param>
internal sealed class ImageCheck(InstallContext install)
{
    private const int LogLines = 10;

    private readonly HelperPod _pod = new(install, install.Names.ImageCheckPod);
    private string _state = "";

    private string Image => install.Options.OpenClawImage;

    /// <summary>True when OpenClaw is there with another image.</summary>
    /// <param name="deployment">OpenClaw's Deployment, or null.</param>
    /// <param name="image">The image it is to have.</param>
    public static bool IsNeeded(JsonObject? deployment, string image) =>
        deployment is not null && deployment.Child("spec").Child("template").Child("spec").Children("containers").FirstOrDefault()?.Text("image") != image;

    /// <summary>Has the image print its version.</summary>
    /// <param name="deployment">OpenClaw's Deployment as it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The version, or null where that could not be tried for lack of room or of the right to.</returns>
    /// <exception cref="OpenClawException">The image cannot be used (<c>ImageUnusable</c>); nothing has been changed.</exception>
    public async Task<string?> RunAsync(JsonObject deployment, CancellationToken cancellationToken)
    {
        install.Progress(MessageText.Format(ChangeMessages.ProgressImageCheck, Image), 12);
        using var limit = new CancellationTokenSource(install.Options.Timeout, install.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await _pod.CreateAsync(ImageCheckPod.Build(install.Names, Image, deployment), either.Token).ConfigureAwait(false);
            return await JudgeAsync(await WaitAsync(either.Token).ConfigureAwait(false), either.Token).ConfigureAwait(false);
        }
        catch (KubernetesException e) when (e.Code == 403)
        {
            return Skipped(e.Message);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Unusable(ErrorKind.Timeout, MessageText.Format(ChangeMessages.ImageCheckTimeout, install.Options.Timeout, _state), e);
        }
        finally
        {
            await _pod.DropAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Watches until the pod is over, or what holds it up has lasted too long.</summary>
    /// <returns>The pod as it is then, and what holds it up.</returns>
    private async Task<(JsonObject? Pod, RolloutCause? Cause)> WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = install.Time.CreateTimer(_ => patience.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var _ = timer.ConfigureAwait(false);
        RolloutCause? cause = null;
        RolloutCause? last = null;
        try
        {
            await foreach (var change in _pod.WatchAsync(patience.Token).ConfigureAwait(false))
            {
                if (change.Type == WatchEventType.Deleted)
                    return (null, null);
                if (change.Object is not { } pod)
                    continue;
                if (Ended(pod) is not null || pod.Child("status").Text("phase") is "Succeeded" or "Failed")
                    return (pod, null);
                var before = cause?.Key;
                cause = RolloutCauses.OfPod(pod).FirstOrDefault();
                last = cause ?? last;
                _state = cause?.Text ?? pod.Child("status").Text("phase") ?? "";
                if (cause?.Key != before)
                    timer.Change(cause is null ? Timeout.InfiniteTimeSpan : cause.Hopeless ?? cause.Patience, Timeout.InfiniteTimeSpan);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
        return (null, last);
    }

    private async Task<string?> JudgeAsync((JsonObject? Pod, RolloutCause? Cause) seen, CancellationToken cancellationToken)
    {
        if (seen.Cause is { } cause)
            return cause.Hopeless is null ? Skipped(cause.Text) : throw Unusable(ErrorKind.OperationFailed, cause.Text, null);
        if (seen.Pod is null || Ended(seen.Pod) is not { } ended)
            return Skipped(seen.Pod.Child("status").Text("message") ?? ChangeMessages.ImageCheckGone);
        var lines = await LogAsync(cancellationToken).ConfigureAwait(false);
        if (ended.Integer("exitCode") is var code and not 0)
            throw Unusable(
                ErrorKind.OperationFailed,
                MessageText.Format(ChangeMessages.ImageCheckExit, code, string.Concat(Said(ended).Concat(lines).Select(static l => $"{Environment.NewLine}  {l}"))),
                null);
        var version = Version(lines);
        install.Operation.Verbose(MessageText.Format(ChangeMessages.ImageChecked, Image, version));
        return version;
    }

    private static IEnumerable<string> Said(JsonObject ended) =>
        ((string?[])[ended.Text("reason") is "Error" ? null : ended.Text("reason"), ended.Text("message")]).OfType<string>();

    // "OpenClaw 2026.9.6 (eb377ac)"; what is put otherwise is shown as it is.
    private static string? Version(List<string> lines)
    {
        var line = lines.Find(static l => l.StartsWith("OpenClaw ", StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ElementAtOrDefault(1) ?? lines.FirstOrDefault();
    }

    private static JsonObject? Ended(JsonObject pod) =>
        pod.Child("status").Children("containerStatuses").FirstOrDefault().Child("state").Child("terminated");

    private async Task<List<string>> LogAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        try
        {
            var options = new LogOptions(ImageCheckPod.ContainerName, LogLines);
            await foreach (var line in install.Client.ReadLogAsync(install.Names.Namespace, _pod.Name.Name, options, cancellationToken).ConfigureAwait(false))
                if (!string.IsNullOrWhiteSpace(line))
                    lines.Add(line.Trim());
        }
        catch (OpenClawException e)
        {
            install.Operation.Debug($"The log of {_pod.Name} cannot be read: {e.Message}");
        }
        return lines;
    }

    private string? Skipped(string why)
    {
        install.Operation.Warning(MessageText.Format(ChangeMessages.ImageCheckSkipped, Image, why));
        return null;
    }

    private OpenClawException Unusable(ErrorKind kind, string why, Exception? inner) => new(
        nameof(ChangeMessages.ImageUnusable), kind, MessageText.Format(ChangeMessages.ImageUnusable, Image, install.Instance, why), Image, inner);
}
