using System.CommandLine;
using System.Globalization;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks status [name]</c>: how the instance is; exit code 1 unless it is Ready.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var command = new Command("status", "Show how the instance is: versions, revision, memory, restarts, last error; exits with 1 unless it is Ready.");
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var found = await cluster.FindInstanceAsync(result, terminal.Context, cancellationToken);
            var instance = (await GetInstancesOperation.WithAvailableVersionsAsync([found], cancellationToken))[0];
            foreach (var (name, value) in Lines(instance))
                if (value is not null)
                    System.Console.WriteLine($"{name,-10} {value}");
            return instance.Status == "Ready" ? 0 : 1;
        });
        return command;
    }

    private static IEnumerable<(string Name, string? Value)> Lines(OpenClawInstance instance) =>
    [
        ("Instance", $"{instance} in {instance.Cluster}"),
        ("Status", instance.Status),
        ("Message", instance.Message),
        ("Ready", Since(instance.ReadySince)),
        ("Model", instance.ModelName),
        ("Revision", instance.Revision is { } number ? $"{number} {Since(instance.RevisionCreated)}" : null),
        ("OpenClaw", Program(instance.OpenClawVersion ?? instance.OpenClawImage, instance.OpenClawAvailableVersion, instance.OpenClawMemory, instance.OpenClawMemoryLimit)),
        ("LiteLLM", Program(instance.LiteLLMVersion ?? instance.LiteLLMImage, instance.LiteLLMAvailableVersion, instance.LiteLLMMemory, instance.LiteLLMMemoryLimit)),
        ("Restarts", instance.Restarts.ToString(CultureInfo.CurrentCulture)),
        ("Last error", instance.LastError == instance.Message ? null : instance.LastError),
    ];

    private static string? Since(DateTimeOffset? time) => time is { } at ? $"since {at.LocalDateTime:g}" : null;

    private static string? Program(string? version, string? available, long? memory, long? limit)
    {
        if (version is null)
            return null;
        var newer = available is null || available == version ? "" : $", {available} is available";
        return memory is null ? version + newer : $"{version}{newer}, memory {Gigabytes(memory)} of {Gigabytes(limit)}";
    }

    private static string Gigabytes(long? bytes) => bytes is { } count ? $"{count / (1024.0 * 1024 * 1024):0.0} GiB" : "?";
}
