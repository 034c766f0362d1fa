using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Backups;

/// <summary>Runs commands in a container that sees an instance's volume: the gateway's own, or that of a <see cref="VolumePod"/>.</summary>
/// <param name="instance">The instance.</param>
/// <param name="pod">The pod.</param>
/// <param name="container">The container.</param>
/// <param name="stateFolder">Where the state is in the container.</param>
/// <param name="cacheFolder">Where the volume's other folder is in the container.</param>
internal sealed class VolumeShell(InstanceContext instance, string pod, string container, string stateFolder, string cacheFolder)
{
    private const int MaxOutput = 4 * 1024 * 1024;

    /// <summary>The state.</summary>
    public string State { get; } = stateFolder;

    /// <summary>The folder of archives and of what a restore works with.</summary>
    public string Folder { get; } = $"{cacheFolder}/{VolumePod.BackupFolder}";

    /// <summary>The gateway's container.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="pod">Its pod.</param>
    public static VolumeShell OfGateway(InstanceContext instance, string pod) =>
        new(instance, pod, OpenClawPod.ContainerName, OpenClawPod.StateFolder, OpenClawPod.CacheFolder);

    /// <summary>A volume pod's container.</summary>
    /// <param name="instance">The instance.</param>
    public static VolumeShell OfVolumePod(InstanceContext instance) => new(
        instance, instance.Names.VolumePod, VolumePod.ContainerName, $"{VolumePod.Root}/{VolumePod.State}", $"{VolumePod.Root}/{VolumePod.Cache}");

    /// <summary>Runs a command that has to succeed.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="command">The command.</param>
    /// <returns>What it wrote.</returns>
    /// <exception cref="OpenClawException">It failed (<see cref="ErrorKind.OperationFailed"/>).</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken, params IReadOnlyList<string> command)
    {
        var (code, output, error) = await TryAsync(command, cancellationToken).ConfigureAwait(false);
        return code == 0 ? output : throw Failed(command, code, error.Length > 0 ? error : output);
    }

    /// <summary>Runs one of OpenClaw's own commands that answers with JSON.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="arguments">Its arguments; <c>--json</c> is added.</param>
    /// <exception cref="OpenClawException">It failed, or answered with something else.</exception>
    public async Task<JsonObject> OpenClawAsync(CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        IReadOnlyList<string> command = ["node", OpenClawPod.Program, .. arguments, "--json"];
        var (code, output, error) = await TryAsync(command, cancellationToken).ConfigureAwait(false);
        var answer = Parse(output);
        if (code == 0 && answer is not null)
            return answer;
        throw Failed(["openclaw", .. arguments], code, answer.Child("error").Text("message") ?? (error.Length > 0 ? error : output));
    }

    /// <summary>The version of OpenClaw in the container; empty when it does not say.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">It does not even say that (<see cref="ErrorKind.OperationFailed"/>).</exception>
    public async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        var words = await RunAsync(cancellationToken, "node", OpenClawPod.Program, "--version").ConfigureAwait(false);
        return words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ElementAtOrDefault(1) ?? "";
    }

    /// <summary>True when there is something of that name.</summary>
    /// <param name="path">A path in the container.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken) =>
        (await TryAsync(["test", "-e", path], cancellationToken).ConfigureAwait(false)).Code == 0;

    /// <summary>Runs a command with streams of the caller's.</summary>
    /// <param name="command">The command.</param>
    /// <param name="input">What it reads, or null.</param>
    /// <param name="output">Where its output goes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">It failed, or the way to it broke.</exception>
    public async Task StreamAsync(IReadOnlyList<string> command, Stream? input, Stream? output, CancellationToken cancellationToken)
    {
        using var error = new BoundedStream(MaxOutput);
        var exec = new ExecCommand(container, command) { Input = input, Output = output, Error = error };
        var code = await instance.Client.ExecAsync(instance.Names.Namespace, pod, exec, cancellationToken).ConfigureAwait(false);
        if (code != 0)
            throw Failed(command, code, error.Text);
    }

    private async Task<(int Code, string Output, string Error)> TryAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        using var output = new BoundedStream(MaxOutput);
        using var error = new BoundedStream(MaxOutput);
        var exec = new ExecCommand(container, command) { Output = output, Error = error };
        var code = await instance.Client.ExecAsync(instance.Names.Namespace, pod, exec, cancellationToken).ConfigureAwait(false);
        return (code, output.Text, error.Text);
    }

    private OpenClawException Failed(IReadOnlyList<string> command, int code, string words)
    {
        var last = words.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";
        return new(
            nameof(BackupMessages.VolumeCommandFailed), ErrorKind.OperationFailed,
            MessageText.Format(BackupMessages.VolumeCommandFailed, string.Join(' ', command.Take(3)), pod, code, last), instance.Instance);
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps the beginning of what is written to it.</summary>
    private sealed class BoundedStream(int limit) : MemoryStream
    {
        public string Text => Encoding.UTF8.GetString(GetBuffer(), 0, (int)Length);

        public override void Write(byte[] buffer, int offset, int count) => base.Write(buffer, offset, Math.Min(count, Room));

        public override void Write(ReadOnlySpan<byte> buffer) => base.Write(buffer[..Math.Min(buffer.Length, Room)]);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.WriteAsync(buffer[..Math.Min(buffer.Length, Room)], cancellationToken);

        private int Room => limit - (int)Length;
    }
}
