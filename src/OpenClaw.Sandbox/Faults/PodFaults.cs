namespace OpenClaw.Sandbox.Faults;

/// <summary>What the script has for pods.</summary>
internal sealed class PodFaults(Func<IReadOnlyList<RuleState>> rules)
{
    /// <summary>Whether a container's image cannot be pulled this time.</summary>
    public bool FailsPull(string pod, string container) => Turns(pod, container, FaultKind.ImagePullFailed).Count > 0;

    /// <summary>What happens to a container that has just started.</summary>
    public IReadOnlyList<FaultRule> OnStart(string pod, string container) =>
        Turns(pod, container, FaultKind.OutOfMemory, FaultKind.PodKilled, FaultKind.NodeNotReady);

    private List<FaultRule> Turns(string pod, string container, params FaultKind[] kinds) =>
    [
        .. rules().Where(state => kinds.Contains(state.Rule.Fault)
            && (state.Rule.Pod is null || state.Rule.Pod.Matches(pod))
            && (state.Rule.Container is null || state.Rule.Container == container)
            && state.IsTurn()).Select(static state => state.Rule),
    ];
}
