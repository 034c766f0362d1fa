namespace OpenClaw.Bench.Measures;

/// <summary>One row of the table.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Format">How a value is shown.</param>
/// <param name="Goal">What the goal is, as the table says it.</param>
/// <param name="IsMet">Whether ours and kubectl's medians meet it; null when it has none.</param>
internal sealed record Figure(string Name, string Unit, string Format, string Goal, Func<double, double, bool>? IsMet)
{
    public static Figure Download1 { get; } = AtLeast("download, 1 connection", 1.1);
    public static Figure Download8 { get; } = AtLeast("download, 8 connections", 1.3);
    public static Figure Upload1 { get; } = AtLeast("upload, 1 connection", 1.0);
    public static Figure NewP50 { get; } = AtMost("new connection + small request, p50", 1.0);
    public static Figure NewP99 { get; } = AtMost("new connection + small request, p99", 1.0);
    public static Figure FarP50 { get; } = AtMost("the same, 100 ms round trip added, p50", 0.5);
    public static Figure FarP99 { get; } = AtMost("the same, 100 ms round trip added, p99", 0.5);
    public static Figure KeptP50 { get; } = AtMost("small request on a kept connection, p50", 1.0);
    public static Figure Unharmed { get; } = new(
        "another's download while one reader sleeps, against without", "x", "0.00", ">= 0.9 of its own", static (ours, _) => ours >= 0.9);
    public static Figure Idle { get; } = new("memory of the idle process", "MB", "0", "", null);
    public static Figure Memory { get; } = new("memory over idle, at 8 downloads", "MB", "0", "<= 40 MB", static (ours, _) => ours <= 40);

    /// <summary>All, in the table's order.</summary>
    public static IReadOnlyList<Figure> All { get; } =
        [Download1, Download8, Upload1, NewP50, NewP99, FarP50, FarP99, KeptP50, Unharmed, Memory, Idle];

    private static Figure AtLeast(string name, double ratio) =>
        new(name, "MB/s", "0", FormattableString.Invariant($">= {ratio:0.0}x"), (ours, kubectl) => ours >= ratio * kubectl);

    private static Figure AtMost(string name, double ratio) =>
        new(name, "ms", "0.00", FormattableString.Invariant($"<= {ratio:0.0}x"), (ours, kubectl) => ours <= ratio * kubectl);
}
