using System.Text.Json.Nodes;
using System.Threading.Channels;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Watches until programs run as declared, and says what is in the way while it waits.</summary>
/// <param name="install">What was applied.</param>
/// <param name="secrets">What must not be shown.</param>
/// <param name="program">The program to wait for; null means both.</param>
internal sealed class RolloutWait(InstallContext install, IEnumerable<string> secrets, OpenClawProgram? program = null)
{
    private const int LogLines = 10;
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(45);

    private readonly Dictionary<ResourceKind, Dictionary<string, JsonObject>> _objects = new()
    {
        [ResourceKind.Deployment] = [],
        [ResourceKind.Pod] = [],
        [ResourceKind.PersistentVolumeClaim] = [],
        [ResourceKind.Event] = [],
    };

    private readonly HashSet<ResourceKind> _synced = [];
    private readonly Dictionary<string, DateTimeOffset> _since = [];
    private readonly Dictionary<string, string> _told = [];
    private readonly SecretMask _mask = new(secrets);
    private string _status = "";
    private (OpenClawException Error, DateTimeOffset At)? _interruption;

    /// <summary>Waits.</summary>
    /// <exception cref="OpenClawException">Not ready in time; the message says why.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(install.Options.Timeout, install.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var changes = Channel.CreateUnbounded<(ResourceKind Kind, WatchEvent Event)>(new() { SingleReader = true });
        var pumps = Task.WhenAll(_objects.Keys.Select(kind => PumpAsync(kind, changes.Writer, either.Token)));
        try
        {
            await WaitAsync(changes.Reader, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(e);
        }
        finally
        {
            await either.CancelAsync().ConfigureAwait(false);
            await pumps.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WaitAsync(ChannelReader<(ResourceKind Kind, WatchEvent Event)> changes, CancellationToken cancellationToken)
    {
        while (true)
        {
            while (changes.TryRead(out var change))
                Take(change.Kind, change.Event);
            if (_synced.Contains(ResourceKind.Deployment) && _synced.Contains(ResourceKind.Pod))
            {
                if (Wanted().All(d => d is not null && RolloutProgress.IsComplete(d)))
                    return;
                ShowProgress();
                await TellAsync(cancellationToken).ConfigureAwait(false);
                ThrowHopeless();
            }
            await WaitForChangeAsync(changes, cancellationToken).ConfigureAwait(false);
        }
    }

    // A cause that needs patience must be looked at again even when nothing changes.
    private async Task WaitForChangeAsync(ChannelReader<(ResourceKind Kind, WatchEvent Event)> changes, CancellationToken cancellationToken)
    {
        var waiting = Causes().Where(c => _since.ContainsKey(c.Key)).SelectMany(Deadlines).ToList();
        if (waiting.Count == 0)
        {
            await changes.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
            return;
        }
        var pause = waiting.Min() - install.Time.GetUtcNow();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = install.Time.CreateTimer(_ => limit.Cancel(), null, pause > TimeSpan.Zero ? pause : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        try
        {
            await changes.WaitToReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task PumpAsync(ResourceKind kind, ChannelWriter<(ResourceKind Kind, WatchEvent Event)> changes, CancellationToken cancellationToken)
    {
        var selector = kind == ResourceKind.Event ? null : InstanceLabels.SelectorOf(install.Names.Name);
        try
        {
            await foreach (var change in install.Client.WatchAsync(kind, install.Names.Namespace, selector, null, cancellationToken).ConfigureAwait(false))
                await changes.WriteAsync((kind, change), cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e) when (kind == ResourceKind.Event || kind == ResourceKind.PersistentVolumeClaim)
        {
            install.Operation.Debug($"{kind.Kind} cannot be watched, so less can be explained: {e.Message}");
        }
        catch (Exception e)
        {
            changes.TryComplete(e);
        }
    }

    private void Take(ResourceKind kind, WatchEvent change)
    {
        if (change.Type == WatchEventType.Synced)
            _synced.Add(kind);
        else if (change is { Type: WatchEventType.Interrupted, Error: { } error })
            _interruption = (error, install.Time.GetUtcNow());
        else if (change.Object is { } obj && obj.Child("metadata").Text("name") is { } name)
            if (change.Type == WatchEventType.Deleted)
                _objects[kind].Remove(name);
            else
                _objects[kind][name] = obj;
    }

    private IEnumerable<JsonObject?> Both() => ((string[])[install.Names.LiteLLM, install.Names.OpenClaw])
        .Select(name => _objects[ResourceKind.Deployment].GetValueOrDefault(name));

    private IEnumerable<JsonObject?> Wanted() => program switch
    {
        OpenClawProgram.LiteLLM => Both().Take(1),
        OpenClawProgram.OpenClaw => Both().Skip(1),
        _ => Both(),
    };

    // When a cause is to be told, and when it is to be given in to.
    private IEnumerable<DateTimeOffset> Deadlines(RolloutCause cause)
    {
        if (!_told.ContainsKey(cause.Key))
            yield return _since[cause.Key] + cause.Patience;
        if (install.GivesUp && cause.Hopeless is { } hopeless)
            yield return _since[cause.Key] + hopeless;
    }

    private void ThrowHopeless()
    {
        if (!install.GivesUp)
            return;
        var now = install.Time.GetUtcNow();
        var causes = Causes().DistinctBy(c => c.Key)
            .Where(c => c.Hopeless is { } hopeless && _since.TryGetValue(c.Key, out var since) && since + hopeless <= now).ToList();
        if (causes.Count > 0)
            throw new OpenClawException(
                nameof(InstallMessages.RolloutHopeless), ErrorKind.OperationFailed,
                string.Join(Environment.NewLine, causes.Select(c => _told.GetValueOrDefault(c.Key) ?? _mask.Apply(c.Text))), install.Instance);
    }

    private IEnumerable<RolloutCause> Causes() => RolloutCauses.Of(
        Wanted().OfType<JsonObject>(), _objects[ResourceKind.Pod].Values, _objects[ResourceKind.PersistentVolumeClaim].Values,
        _objects[ResourceKind.Event].Values);

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var causes = Causes().DistinctBy(c => c.Key).ToList();
        foreach (var gone in _since.Keys.Except(causes.Select(c => c.Key)).ToList())
            _since.Remove(gone);
        foreach (var cause in causes)
        {
            _since.TryAdd(cause.Key, install.Time.GetUtcNow());
            if (_told.ContainsKey(cause.Key) || _since[cause.Key] + cause.Patience > install.Time.GetUtcNow())
                continue;
            var text = _mask.Apply(cause.Text + await LogOfAsync(cause, cancellationToken).ConfigureAwait(false));
            _told[cause.Key] = text;
            install.Operation.Warning(text);
        }
    }

    private async Task<string> LogOfAsync(RolloutCause cause, CancellationToken cancellationToken)
    {
        if (cause.Pod is null)
            return "";
        // The run that ended is the current one until the container is started again, which may be between the first two questions.
        foreach (var previous in (bool[])[true, false, true])
            try
            {
                var lines = new List<string>();
                var options = new LogOptions(cause.Container, LogLines, Previous: previous);
                await foreach (var line in install.Client.ReadLogAsync(install.Names.Namespace, cause.Pod, options, cancellationToken).ConfigureAwait(false))
                    lines.Add("  " + line);
                if (lines.Count > 0)
                    return Environment.NewLine + string.Join(Environment.NewLine, lines);
            }
            catch (OpenClawException e)
            {
                install.Operation.Debug($"The log of {cause.Pod} cannot be read: {e.Message}");
            }
        return "";
    }

    private void ShowProgress()
    {
        var pods = _objects[ResourceKind.Pod].Values;
        var states = Both().Select(d => RolloutProgress.Describe(d, pods)).ToList();
        var status = MessageText.Format(InstallMessages.ProgressWait, states[0], states[1]);
        if (status == _status)
            return;
        install.Progress(_status = status, 30 + 30 * states.Count(s => s == InstallMessages.StateReady));
        install.Operation.Verbose(status);
    }

    private OpenClawException TimedOut(Exception inner)
    {
        var why = Causes().DistinctBy(c => c.Key).Select(c => _told.GetValueOrDefault(c.Key) ?? _mask.Apply(c.Text)).ToList();
        if (_interruption is { } interruption && interruption.At > install.Time.GetUtcNow() - Lately)
            why.Add(_mask.Apply(interruption.Error.Message));
        return new(
            nameof(InstallMessages.InstallTimeout), ErrorKind.Timeout,
            MessageText.Format(InstallMessages.InstallTimeout, install.Instance, install.Options.Timeout, string.Join(Environment.NewLine, why.DefaultIfEmpty(_status))),
            install.Instance, inner);
    }
}
