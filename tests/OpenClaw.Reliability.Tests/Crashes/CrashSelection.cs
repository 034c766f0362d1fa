namespace OpenClaw.Reliability.Crashes;

/// <summary>
/// At which requests a sweep kills. The environment variable OPENCLAW_CRASHES overrules what a test asks for: <c>all</c>, <c>writes</c>, or the
/// number of one request.
/// </summary>
internal sealed class CrashSelection
{
    private const string Variable = "OPENCLAW_CRASHES";

    private readonly Func<int, KillMoment, bool, bool> _includes;

    private CrashSelection(Func<int, KillMoment, bool, bool> includes) => _includes = Environment.GetEnvironmentVariable(Variable) switch
    {
        "all" => static (_, _, _) => true,
        "writes" => static (_, _, isWrite) => isWrite,
        { Length: > 0 } number => (request, _, _) => request == int.Parse(number, System.Globalization.CultureInfo.InvariantCulture),
        _ => includes,
    };

    /// <summary>
    /// Before and after every request that changes something, and before every second of the others: to die after a read is to die before what
    /// comes next.
    /// </summary>
    public static CrashSelection Most { get; } = new(static (request, moment, isWrite) => isWrite || (moment == KillMoment.Before && request % 2 == 0));

    /// <summary>Before and after every request that changes something.</summary>
    public static CrashSelection Writes { get; } = new(static (_, _, isWrite) => isWrite);

    /// <summary>After every request that changes something: to die after one is to die before the next.</summary>
    public static CrashSelection AfterWrites { get; } = new(static (_, moment, isWrite) => isWrite && moment == KillMoment.After);

    /// <summary>Whether somebody asked for more than what CI has time for.</summary>
    public static bool IsOverruled => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    public bool Includes(int request, KillMoment moment, bool isWrite) => _includes(request, moment, isWrite);
}
