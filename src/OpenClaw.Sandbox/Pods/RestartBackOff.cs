namespace OpenClaw.Sandbox.Pods;

/// <summary>How long to wait before the next try: 1, 2, 4, 8, 10, 10... s. (A kubelet's is 10 s to 5 min.)</summary>
internal sealed class RestartBackOff
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private int failures;

    /// <summary>The next wait.</summary>
    public TimeSpan Next() => TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, failures++)));

    /// <summary>Starts from the beginning after a run that was long enough.</summary>
    public void Forget(TimeSpan run)
    {
        if (run > 2 * Longest)
            failures = 0;
    }
}
