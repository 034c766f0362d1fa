using System.Text;

namespace OpenClaw.Sandbox.Pods.Programs.Shell;

/// <summary>Where a command reads and writes.</summary>
/// <param name="Input">What it reads, or null for nothing.</param>
internal sealed record ShellStreams(Stream? Input, Stream Output, Stream Error)
{
    public Task PrintAsync(string line, CancellationToken cancellationToken) => WriteAsync(Output, line, cancellationToken);

    public Task ComplainAsync(string line, CancellationToken cancellationToken) => WriteAsync(Error, line, cancellationToken);

    /// <summary>A line of the input without its end, read no further than it goes; null at the end.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var next = new byte[1];
        while (Input is not null && await Input.ReadAsync(next, cancellationToken) == 1)
        {
            if (next[0] == '\n')
                return Encoding.UTF8.GetString([.. line]);
            line.Add(next[0]);
        }

        return line.Count > 0 ? Encoding.UTF8.GetString([.. line]) : null;
    }

    private static async Task WriteAsync(Stream stream, string line, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }
}
