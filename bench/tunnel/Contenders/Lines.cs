namespace OpenClaw.Bench.Contenders;

/// <summary>The last lines a program printed.</summary>
internal sealed class Lines
{
    private const int Kept = 500;

    private readonly Queue<string> _lines = [];

    /// <summary>Adds one.</summary>
    /// <param name="line">The line; null is not one.</param>
    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
                _lines.Dequeue();
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_lines)
            return string.Join('\n', _lines);
    }
}
