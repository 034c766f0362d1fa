using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;

namespace OpenClaw.Operations.Logs;

/// <summary>The log of one container of an instance.</summary>
/// <param name="Program">The program it is of.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container.</param>
internal sealed record PodLog(OpenClawProgram Program, string Pod, string Container)
{
    /// <summary>Both programs.</summary>
    public static IReadOnlyList<OpenClawProgram> Both { get; } = [OpenClawProgram.OpenClaw, OpenClawProgram.LiteLLM];

    /// <summary>Selects a program's pods.</summary>
    public static string Selector(InstanceNames names, OpenClawProgram program) =>
        $"app={(program == OpenClawProgram.OpenClaw ? names.OpenClaw : names.LiteLLM)}";

    /// <summary>The program's container in its pods.</summary>
    public static string MainContainer(OpenClawProgram program) =>
        program == OpenClawProgram.OpenClaw ? OpenClawPod.ContainerName : LiteLLMPod.ContainerName;

    /// <summary>The logs worth reading in a pod: its program's, and before it that of an init container that failed.</summary>
    public static IEnumerable<PodLog> Of(OpenClawProgram program, JsonObject pod)
    {
        var name = pod.Child("metadata").Text("name") ?? "";
        foreach (var init in pod.Child("status").Children("initContainerStatuses"))
        {
            var ended = init.Child("state").Child("terminated") ?? init.Child("lastState").Child("terminated");
            if (ended.Integer("exitCode") is not (null or 0))
                yield return new(program, name, init.Text("name") ?? "");
        }
        yield return new(program, name, MainContainer(program));
    }

    /// <summary>Reads it line by line, masked.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="ns">Namespace.</param>
    /// <param name="options">Which part; container and timestamps are set here.</param>
    /// <param name="mask">Takes secrets out.</param>
    /// <param name="showTime">Whether lines show their time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<OpenClawLogLine> ReadAsync(
        IKubernetesClient client, string ns, LogOptions options, LogMask mask, bool showTime, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        options = options with { Container = Container, Timestamps = true };
        await foreach (var line in client.ReadLogAsync(ns, Pod, options, cancellationToken).ConfigureAwait(false))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var stamp = space < 0 ? line : line[..space];
            var dated = DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
            yield return new()
            {
                Program = Program,
                Pod = Pod,
                Time = dated ? time : null,
                Text = mask.Apply(!dated ? line : space < 0 ? "" : line[(space + 1)..]),
                ShowsTime = showTime,
            };
        }
    }
}
