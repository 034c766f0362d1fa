using OpenClaw.Sandbox.Faults;

namespace OpenClaw.Reliability.Cluster;

/// <summary>Keeps pods from getting Ready until the flow watches everything it waits for: on a fast machine it would not come to watch at all.</summary>
internal sealed class PodGate(int watches)
{
    private readonly HashSet<string> seen = [];
    private InstantKubelet? kubelet;

    /// <summary>Closes the gate.</summary>
    public void Close(InstantKubelet pods)
    {
        lock (seen)
        {
            kubelet = pods;
            pods.Trouble = PodTrouble.Slow;
        }
    }

    /// <summary>Opens the gate when this is the last of the watches.</summary>
    public void See(FaultRequest request)
    {
        if (request.Verb != "watch")
            return;
        lock (seen)
        {
            if (kubelet is null || !seen.Add(request.Path) || seen.Count < watches)
                return;
            kubelet.Trouble = PodTrouble.None;
            kubelet = null;
        }
    }
}
