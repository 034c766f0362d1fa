using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;

namespace OpenClaw.PowerShell.Pipeline;

/// <summary>
/// What the module keeps for one runspace: the running things that were started in it. They stop when the module is removed from
/// the runspace and when the runspace is closed; no other runspace sees them.
/// </summary>
internal sealed class ModuleState
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly ConcurrentDictionary<Guid, ModuleState> s_states = new();

    private readonly List<(object Value, Func<Task> StopAsync)> _running = [];

    private ModuleState()
    {
    }

    /// <summary>Names of the clusters this runspace has seen, for completion.</summary>
    public ConcurrentDictionary<string, bool> ClusterNames { get; } = new();

    /// <summary>Names and namespaces of the instances this runspace has seen, for completion.</summary>
    public ConcurrentDictionary<(string Name, string Namespace), bool> Instances { get; } = new();

    /// <summary>The state of the current runspace.</summary>
    public static ModuleState Current => For(Runspace.DefaultRunspace);

    private static ModuleState For(Runspace runspace) => s_states.GetOrAdd(runspace.InstanceId, _ =>
    {
        runspace.StateChanged += static (sender, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
                Stop(((Runspace)sender!).InstanceId);
        };
        return new ModuleState();
    });

    /// <summary>Stops all that was started in the current runspace.</summary>
    public static void StopCurrent()
    {
        if (Runspace.DefaultRunspace is { } runspace)
            Stop(runspace.InstanceId);
    }

    /// <summary>Remembers something that runs on after the cmdlet that started it.</summary>
    /// <param name="value">The object the user has.</param>
    /// <param name="stopAsync">Stops it.</param>
    public void Add(object value, Func<Task> stopAsync)
    {
        lock (_running)
            _running.Add((value, stopAsync));
    }

    /// <summary>Forgets what has been stopped.</summary>
    /// <param name="value">The object that was added.</param>
    public void Remove(object value)
    {
        lock (_running)
            _running.RemoveAll(entry => ReferenceEquals(entry.Value, value));
    }

    /// <summary>Lists what runs, oldest first.</summary>
    public IReadOnlyList<T> GetRunning<T>()
    {
        lock (_running)
            return [.. _running.Select(entry => entry.Value).OfType<T>()];
    }

    /// <summary>Takes the names of an object that a cmdlet returns.</summary>
    /// <param name="value">The object.</param>
    public void Learn(object value)
    {
        if (value is OpenClawCluster cluster)
            ClusterNames[cluster.Name] = true;
        else if (value is OpenClawInstance instance)
            Instances[(instance.Name, instance.Namespace)] = true;
    }

    private static void Stop(Guid runspace)
    {
        if (s_states.TryRemove(runspace, out var state))
            state.StopAll();
    }

    private void StopAll()
    {
        (object Value, Func<Task> StopAsync)[] running;
        lock (_running)
        {
            // Newest first: a tunnel before the sandbox it leads to.
            running = [.. _running.AsEnumerable().Reverse()];
            _running.Clear();
        }
        var stopping = Task.Run(async () =>
        {
            foreach (var (_, stopAsync) in running)
                await stopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        // A runspace that closes has nobody to tell of a failure, and must not hang on one.
        Task.WhenAny(stopping, Task.Delay(s_patience)).GetAwaiter().GetResult();
    }
}
