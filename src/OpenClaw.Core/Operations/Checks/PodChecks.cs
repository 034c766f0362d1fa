using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Checks;

/// <summary>Whether the programs' pods run, and the volume is there. A program that is starting is not a dead one.</summary>
internal sealed class PodChecks(IKubernetesClient client, InstanceNames names)
{
    // The startup probes' patience, after which the kubelet kills the container.
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Recently = TimeSpan.FromHours(1);

    private const double FullVolume = 0.9;

    private readonly Dictionary<OpenClawProgram, string> _ready = [];

    /// <summary>The pod of a program that takes requests, once it was checked, or null.</summary>
    public string? ReadyPod(OpenClawProgram program) => _ready.GetValueOrDefault(program);

    /// <summary>Checks a program's pod.</summary>
    /// <param name="program">The program.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> RunAsync(OpenClawProgram program, CancellationToken cancellationToken)
    {
        var name = program == OpenClawProgram.OpenClaw ? names.OpenClaw : names.LiteLLM;
        var deploymentTask = client.GetAsync(new(ResourceKind.Deployment, names.Namespace, name), cancellationToken);
        var podsTask = client.ListAsync(ResourceKind.Pod, names.Namespace, $"app={name}", null, cancellationToken);
        var claimsTask = client.ListAsync(ResourceKind.PersistentVolumeClaim, names.Namespace, InstanceLabels.SelectorOf(names.Name), null, cancellationToken);
        var eventsTask = client.ListAsync(ResourceKind.Event, names.Namespace, null, "type=Warning", cancellationToken);
        await Task.WhenAll(deploymentTask, podsTask, claimsTask, eventsTask).ConfigureAwait(false);
        var (deployment, pods) = (await deploymentTask.ConfigureAwait(false), await podsTask.ConfigureAwait(false));
        if (deployment is null)
            return CheckOutcome.Failed(MessageText.Format(InstallMessages.DeploymentMissing, name), CheckMessages.ObjectsRemedy);
        if (RolloutProgress.Replicas(deployment) == 0)
            return CheckOutcome.Failed(MessageText.Format(CheckMessages.PodStopped, name), MessageText.Format(CheckMessages.PodStoppedRemedy, names.Namespace, name));
        if (pods.FirstOrDefault(p => RolloutProgress.IsReady(p) && p.Child("metadata").Text("deletionTimestamp") is null) is { } ready)
            _ready[program] = ready.Child("metadata").Text("name")!;
        if (!RolloutProgress.IsComplete(deployment))
            return Unfinished(
                deployment, pods, RolloutCauses.Of([deployment], pods, await claimsTask.ConfigureAwait(false), await eventsTask.ConfigureAwait(false)).FirstOrDefault());
        return Running(pods.First(p => RolloutProgress.IsCurrent(p, deployment)));
    }

    /// <summary>Checks the volume.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> VolumeAsync(CancellationToken cancellationToken)
    {
        var claim = await client.GetAsync(new(ResourceKind.PersistentVolumeClaim, names.Namespace, names.Volume), cancellationToken).ConfigureAwait(false);
        if (claim is null)
            return await IsEphemeralAsync(cancellationToken).ConfigureAwait(false)
                ? CheckOutcome.Passed(CheckMessages.VolumeEphemeral)
                : CheckOutcome.Failed(MessageText.Format(CheckMessages.VolumeMissing, names.Volume), CheckMessages.VolumeRemedy);
        // Kubernetes keeps a claim, bound as ever, for as long as a pod uses it.
        if (claim.Child("metadata").Text("deletionTimestamp") is not null)
            return CheckOutcome.Failed(MessageText.Format(CheckMessages.VolumeGoing, names.Volume), CheckMessages.VolumeGoingRemedy);
        var (phase, size) = (claim.Child("status").Text("phase") ?? "?", claim.Child("status").Child("capacity").Text("storage") ?? "?");
        if (phase != "Bound")
            return CheckOutcome.Failed(MessageText.Format(CheckMessages.VolumeUnbound, names.Volume, phase), CheckMessages.VolumeRemedy);
        if (await UsageAsync(cancellationToken).ConfigureAwait(false) is not { } used)
            return CheckOutcome.Passed(MessageText.Format(CheckMessages.VolumePassed, names.Volume, size));
        var seen = MessageText.Format(CheckMessages.VolumeUsed, names.Volume, size, used);
        return used > FullVolume ? CheckOutcome.Warning(seen, CheckMessages.VolumeFullRemedy) : CheckOutcome.Passed(seen);
    }

    private static CheckOutcome Unfinished(JsonObject deployment, IReadOnlyList<JsonObject> pods, RolloutCause? cause)
    {
        if (cause is not null)
            return CheckOutcome.Failed(cause.Text, CheckMessages.PodRemedy);
        var state = RolloutProgress.Describe(deployment, pods);
        var started = pods.Where(p => RolloutProgress.IsCurrent(p, deployment))
            .SelectMany(p => p.Child("status").Children("containerStatuses"))
            .Select(c => Time(c.Child("state").Child("running").Text("startedAt")))
            .FirstOrDefault(t => t is not null);
        var age = started is null ? TimeSpan.Zero : DateTimeOffset.UtcNow - started.Value;
        return age > LongestStart
            ? CheckOutcome.Failed(MessageText.Format(CheckMessages.PodStuck, state, age), CheckMessages.PodRemedy)
            : CheckOutcome.Warning(
                started is null ? MessageText.Format(CheckMessages.PodComing, state) : MessageText.Format(CheckMessages.PodStarting, state, age.TotalSeconds),
                CheckMessages.PodStartingRemedy);
    }

    private static CheckOutcome Running(JsonObject pod)
    {
        var container = pod.Child("status").Children("containerStatuses").FirstOrDefault();
        var (restarts, ended) = (container.Integer("restartCount") ?? 0, container.Child("lastState").Child("terminated"));
        var seen = MessageText.Format(CheckMessages.PodPassed, pod.Child("metadata").Text("name"), restarts);
        if (ended is null || !(DateTimeOffset.UtcNow - Time(ended.Text("finishedAt")) < Recently))
            return CheckOutcome.Passed(seen);
        seen = MessageText.Format(CheckMessages.PodRestarted, seen, Time(ended.Text("finishedAt"))?.LocalDateTime, ended.Text("reason"), ended.Integer("exitCode"));
        return CheckOutcome.Warning(seen, ended.Text("reason") == "OOMKilled" ? CheckMessages.PodMemoryRemedy : CheckMessages.PodRestartedRemedy);
    }

    private async Task<bool> IsEphemeralAsync(CancellationToken cancellationToken)
    {
        var deployment = await client.GetAsync(new(ResourceKind.Deployment, names.Namespace, names.OpenClaw), cancellationToken).ConfigureAwait(false);
        return deployment.Child("spec").Child("template").Child("spec").Children("volumes").Any(v => v.Text("name") == "data" && v["emptyDir"] is not null);
    }

    // How full it is, from 0 to 1, as far as the container can tell.
    private async Task<double?> UsageAsync(CancellationToken cancellationToken)
    {
        if (ReadyPod(OpenClawProgram.OpenClaw) is not { } pod)
            return null;
        using var output = new MemoryStream();
        var command = new ExecCommand(OpenClawPod.ContainerName, "df", "-Pk", OpenClawPod.StateFolder) { Output = output };
        try
        {
            if (await client.ExecAsync(names.Namespace, pod, command, cancellationToken).ConfigureAwait(false) != 0)
                return null;
        }
        catch (OpenClawException)
        {
            return null;
        }
        var words = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [_, _, var used, var free, ..]
            && double.TryParse(used, CultureInfo.InvariantCulture, out var taken) && double.TryParse(free, CultureInfo.InvariantCulture, out var left) && taken + left > 0
            ? taken / (taken + left) : null;
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
