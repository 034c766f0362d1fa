using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Reads instances and how they are from a cluster.</summary>
internal static class InstanceReader
{
    private static readonly TimeSpan OptionalPatience = TimeSpan.FromSeconds(3);

    public const string Ready = nameof(Ready);
    public const string Starting = nameof(Starting);
    public const string Degraded = nameof(Degraded);
    public const string Stopped = nameof(Stopped);

    /// <summary>Reads the instances of a namespace or of all, one or all.</summary>
    public static async Task<IReadOnlyList<OpenClawInstance>> ReadAsync(
        IKubernetesClient client, OpenClawCluster cluster, string? ns, string? name, CancellationToken cancellationToken)
    {
        var selector = name is null ? InstanceLabels.Selector : InstanceLabels.SelectorOf(name);
        var revisionsTask = OptionalAsync(client, ResourceKind.ControllerRevision, ns, selector, cancellationToken);
        var metricsTask = OptionalAsync(client, ResourceKind.PodMetrics, ns, selector, cancellationToken);
        var lists = await Task.WhenAll(
            ((ResourceKind[])[ResourceKind.Deployment, ResourceKind.Pod, ResourceKind.ConfigMap])
            .Select(kind => client.ListAsync(kind, ns, selector, null, cancellationToken))).ConfigureAwait(false);
        var (revisions, metrics) = (await revisionsTask.ConfigureAwait(false), await metricsTask.ConfigureAwait(false));
        return [
            .. lists[0]
                .GroupBy(Key)
                .OrderBy(g => g.Key)
                .Select(g => Read(cluster, g.Key, [.. g], Of(lists[1], g.Key), Of(lists[2], g.Key), Of(revisions, g.Key), metrics)),
        ];
    }

    private static OpenClawInstance Read(
        OpenClawCluster cluster, (string Namespace, string Name) key, List<JsonObject> deployments, List<JsonObject> pods, List<JsonObject> configs,
        List<JsonObject> revisions, IReadOnlyList<JsonObject> metrics)
    {
        var names = new InstanceNames(key.Name, key.Namespace);
        var (openClaw, liteLLM) = (Named(deployments, names.OpenClaw), Named(deployments, names.LiteLLM));
        var current = deployments.SelectMany(d => pods.Where(p => RolloutProgress.IsCurrent(p, d))).ToList();
        var causes = RolloutCauses.Of(deployments, pods, [], []).ToList();
        var revision = revisions.MaxBy(r => r.Integer("revision") ?? 0);
        var message = openClaw is null || liteLLM is null
            ? MessageText.Format(InstallMessages.DeploymentMissing, openClaw is null ? names.OpenClaw : names.LiteLLM)
            : causes.FirstOrDefault()?.Text;
        var config = Named(configs, names.OpenClawConfig).Child("data").Text(OpenClawConfig.FileName);
        return new()
        {
            Name = key.Name,
            Namespace = key.Namespace,
            Cluster = cluster,
            Status = Status(openClaw, liteLLM, causes.Count > 0),
            ModelName = config is null ? null : OpenClawConfig.ModelOf(config),
            OpenClawImage = Image(openClaw),
            LiteLLMImage = Image(liteLLM),
            OpenClawDigest = Digest(openClaw, current),
            LiteLLMDigest = Digest(liteLLM, current),
            Restarts = current.SelectMany(p => p.Child("status").Children("containerStatuses")).Sum(c => c.Integer("restartCount") ?? 0),
            ReadySince = openClaw is null ? null : ReadySince(pods.FirstOrDefault(p => RolloutProgress.IsCurrent(p, openClaw) && RolloutProgress.IsReady(p))),
            OpenClawVersion = Version(Image(openClaw)),
            LiteLLMVersion = Version(Image(liteLLM)),
            Revision = revision.Integer("revision"),
            RevisionCreated = Time(revision.Child("metadata").Text("creationTimestamp")),
            OpenClawMemory = PodMemory.Used(openClaw, pods, metrics),
            OpenClawMemoryLimit = PodMemory.Limit(openClaw),
            LiteLLMMemory = PodMemory.Used(liteLLM, pods, metrics),
            LiteLLMMemoryLimit = PodMemory.Limit(liteLLM),
            Message = message,
            LastError = message ?? LastEnd(current),
        };
    }

    private static string Status(JsonObject? openClaw, JsonObject? liteLLM, bool broken) =>
        openClaw is null || liteLLM is null ? Degraded
        : RolloutProgress.Replicas(openClaw) == 0 ? Stopped
        : RolloutProgress.Replicas(liteLLM) == 0 || broken ? Degraded
        : RolloutProgress.IsComplete(openClaw) && RolloutProgress.IsComplete(liteLLM) ? Ready
        : Starting;

    private static DateTimeOffset? ReadySince(JsonObject? pod) =>
        pod is null ? null : Time(RolloutProgress.ReadyCondition(pod).Text("lastTransitionTime"));

    // How the container that failed last ended, though it has been started again since.
    private static string? LastEnd(List<JsonObject> pods)
    {
        var ends = from container in pods.SelectMany(p => p.Child("status").Children("containerStatuses"))
                   let ended = container.Child("lastState").Child("terminated")
                   where ended is not null && ended.Integer("exitCode") != 0
                   orderby Time(ended.Text("finishedAt")) descending
                   select MessageText.Format(
                       InstallMessages.LastEnd, container.Text("name"), Time(ended.Text("finishedAt"))?.LocalDateTime, ended.Text("reason"), ended.Integer("exitCode"));
        return ends.FirstOrDefault();
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    // As runtimes tell it: repository@digest, or the bare digest of an image that came from no registry.
    private static string? Digest(JsonObject? deployment, IEnumerable<JsonObject> pods)
    {
        var id = deployment is null ? null : pods.Where(p => RolloutProgress.IsCurrent(p, deployment))
            .SelectMany(p => p.Child("status").Children("containerStatuses")).Select(static c => c.Text("imageID")).FirstOrDefault();
        return id?[(id.LastIndexOf('@') + 1)..] is { } digest && digest.StartsWith("sha256:", StringComparison.Ordinal) ? digest : null;
    }

    private static string? Version(string? image) => image is null ? null : ImageReference.TryParse(image)?.Tag;

    // What the status is better with, and does without: not every cluster serves metrics, and not everyone may read everything.
    private static async Task<IReadOnlyList<JsonObject>> OptionalAsync(
        IKubernetesClient client, ResourceKind kind, string? ns, string selector, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(OptionalPatience);
        try
        {
            return await client.ListAsync(kind, ns, selector, null, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenClawException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
    }

    private static (string Namespace, string Name) Key(JsonObject obj) =>
        (obj.Child("metadata").Text("namespace") ?? "", InstanceLabels.InstanceOf(obj) ?? "");

    private static List<JsonObject> Of(IReadOnlyList<JsonObject> objects, (string, string) key) => [.. objects.Where(o => Key(o) == key)];

    private static JsonObject? Named(List<JsonObject> objects, string name) => objects.Find(o => o.Child("metadata").Text("name") == name);

    private static string? Image(JsonObject? deployment) =>
        deployment.Child("spec").Child("template").Child("spec").Children("containers").FirstOrDefault()?.Text("image");
}
