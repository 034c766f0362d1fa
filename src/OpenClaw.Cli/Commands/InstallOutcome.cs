namespace OpenClaw.Cli.Commands;

/// <summary>What an installation came to, as the commands that install say it.</summary>
internal static class InstallOutcome
{
    public static string Of(OpenClawInstance? instance) => instance!.Changed
        ? $"OpenClaw '{instance.Name}' is {instance.Status}"
        : $"OpenClaw '{instance.Name}' is {instance.Status}; nothing had to change";
}
