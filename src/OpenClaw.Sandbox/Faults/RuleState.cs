namespace OpenClaw.Sandbox.Faults;

/// <summary>A rule and how far it got.</summary>
internal sealed class RuleState(FaultRule rule)
{
    private readonly object gate = new();
    private int seen;

    public FaultRule Rule => rule;

    /// <summary>How often it happened.</summary>
    public int Played { get; private set; }

    /// <summary>Counts a match; true when it is the rule's turn.</summary>
    public bool IsTurn()
    {
        lock (gate)
        {
            var past = ++seen - rule.Nth;
            if (past < 0 || past % rule.Every != 0 || Played >= rule.Count)
                return false;
            Played++;
            return true;
        }
    }
}
