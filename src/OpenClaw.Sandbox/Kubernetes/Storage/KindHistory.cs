using System.Threading.Channels;

namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>The last changes of one kind and those who follow them. Not thread-safe: the table's lock guards it.</summary>
internal sealed class KindHistory
{
    private const int Limit = 1000;

    private readonly Queue<StoreChange> _changes = new();
    private readonly List<ChannelWriter<StoreChange>> _followers = [];

    /// <summary>Changes up to this revision are forgotten.</summary>
    public long CompactedTo { get; private set; }

    public void Add(StoreChange change)
    {
        _changes.Enqueue(change);
        if (_changes.Count > Limit) CompactedTo = _changes.Dequeue().Revision;
        foreach (var follower in _followers) follower.TryWrite(change);
    }

    public void Compact(long revision)
    {
        _changes.Clear();
        CompactedTo = revision;
    }

    public IReadOnlyList<StoreChange> Since(long revision) => _changes.Where(c => c.Revision > revision).ToList();

    public void Follow(ChannelWriter<StoreChange> follower) => _followers.Add(follower);

    public void Unfollow(ChannelWriter<StoreChange> follower) => _followers.Remove(follower);
}
