using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Runs OpenClaw's own command line in the running gateway's container. One call takes 3 to 15 seconds (seen).</summary>
/// <param name="client">The cluster.</param>
/// <param name="names">The instance.</param>
/// <param name="mask">Takes secrets out of what it says.</param>
internal sealed partial class GatewayCommand(IKubernetesClient client, InstanceNames names, SecretMask mask)
{
    private string? _pod;

    /// <summary>Runs a command.</summary>
    /// <param name="cancellationToken">Stops waiting; the command goes on.</param>
    /// <param name="arguments">What follows <c>openclaw</c>; no secrets.</param>
    /// <exception cref="OpenClawException">No gateway is ready (<see cref="ErrorKind.ResourceUnavailable"/>).</exception>
    public Task<GatewayAnswer> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        ExecAsync(["node", "/app/dist/index.js", .. arguments], cancellationToken);

    /// <summary>Reads the configuration the gateway runs with.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">No gateway is ready, or the file cannot be read.</exception>
    public async Task<JsonObject> ReadConfigAsync(CancellationToken cancellationToken) =>
        (await ExecAsync(["cat", $"{OpenClawPod.StateFolder}/openclaw.json"], cancellationToken).ConfigureAwait(false)).RequireJson("cat openclaw.json");

    private async Task<GatewayAnswer> ExecAsync(string[] command, CancellationToken cancellationToken)
    {
        _pod ??= await FindPodAsync(cancellationToken).ConfigureAwait(false);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var exit = await client.ExecAsync(
            names.Namespace, _pod, new(OpenClawPod.ContainerName, command) { Output = output, Error = error }, cancellationToken).ConfigureAwait(false);
        return new(exit, Text(output), mask.Apply(Text(error)), mask);
    }

    private async Task<string> FindPodAsync(CancellationToken cancellationToken)
    {
        var pods = await client.ListAsync(ResourceKind.Pod, names.Namespace, $"app={names.OpenClaw}", null, cancellationToken).ConfigureAwait(false);
        return pods.FirstOrDefault(static p => RolloutProgress.IsReady(p) && p.Child("metadata").Text("deletionTimestamp") is null)
            .Child("metadata").Text("name")
            ?? throw new OpenClawException(
                nameof(GatewayMessages.GatewayNotReady), ErrorKind.ResourceUnavailable,
                MessageText.Format(GatewayMessages.GatewayNotReady, names.Name, names.Namespace), names.Name);
    }

    // It colours what it says even where nobody sees it.
    private static string Text(MemoryStream stream) => Colour().Replace(Encoding.UTF8.GetString(stream.ToArray()), "");

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colour();
}
