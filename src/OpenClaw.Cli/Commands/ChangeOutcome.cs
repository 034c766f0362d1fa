namespace OpenClaw.Cli.Commands;

/// <summary>What came of a change, in a line.</summary>
internal static class ChangeOutcome
{
    public static string Of(OpenClawInstance instance) => instance.Changed
        ? $"{instance} is at revision {instance.Revision}: OpenClaw {instance.OpenClawImage}, LiteLLM {instance.LiteLLMImage}"
        : $"{instance} stays at revision {instance.Revision}: nothing was changed";
}
