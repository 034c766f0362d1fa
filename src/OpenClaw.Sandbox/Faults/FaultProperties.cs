using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Faults;

/// <summary>The properties of a rule: which kinds have them, and what may be written.</summary>
internal static class FaultProperties
{
    private static readonly string[] Verbs = ["get", "list", "watch", "create", "update", "apply", "patch", "delete"];
    private static readonly string[] Methods = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE"];
    private static readonly string[] Request = ["server", "method", "path", "verb", "resource"];
    private static readonly string[] Often = ["nth", "every", "count"];
    private static readonly string[] Started = ["pod", "container", "after"];

    private static readonly Dictionary<FaultKind, string[]> OfKind = new()
    {
        [FaultKind.Error] = [.. Request, .. Often, "status", "retryAfter", "code", "message"],
        [FaultKind.Reset] = [.. Request, .. Often, "at"],
        [FaultKind.Slow] = [.. Request, .. Often, "seconds"],
        [FaultKind.ExpiredToken] = [.. Request, .. Often, "seconds"],
        [FaultKind.WatchClosed] = ["path", "resource", .. Often, "afterEvents"],
        [FaultKind.Gone] = ["path", "resource", .. Often, "afterEvents"],
        [FaultKind.ProvisioningFailed] = [.. Often, "code", "message"],
        [FaultKind.QuotaExceeded] = ["cores"],
        [FaultKind.ImagePullFailed] = ["pod", "container", .. Often],
        [FaultKind.OutOfMemory] = [.. Started, .. Often],
        [FaultKind.PodKilled] = [.. Started, .. Often],
        [FaultKind.NodeNotReady] = [.. Started, .. Often, "seconds"],
    };

    /// <summary>The kinds as scripts write them.</summary>
    public static IEnumerable<string> Kinds => Enum.GetValues<FaultKind>().Select(Name);

    /// <summary>The properties a kind has besides <c>fault</c>.</summary>
    public static IReadOnlyList<string> Of(FaultKind kind) => OfKind[kind];

    /// <summary>A kind as scripts write it.</summary>
    public static string Name(FaultKind kind) => Camel(kind.ToString());

    /// <summary>Reads a kind.</summary>
    public static FaultKind Kind(FaultValue value) => One(value, Kinds, Enum.GetValues<FaultKind>());

    /// <summary>The rule with one more property.</summary>
    public static FaultRule Set(FaultRule rule, string property, FaultValue value) => property switch
    {
        "server" => rule with { Server = One(value, ["arm", "kubernetes"], [SandboxServer.ResourceManager, SandboxServer.Kubernetes]) },
        "method" => rule with { Method = One(value, Methods, Methods) },
        "path" => rule with { Path = new NamePattern(value.Text()) },
        "verb" => rule with { Verb = One(value, Verbs, Verbs) },
        "resource" => rule with { Resource = value.Text() },
        "pod" => rule with { Pod = new NamePattern(value.Text()) },
        "container" => rule with { Container = value.Text() },
        "nth" => rule with { Nth = value.Number(1, FaultRule.Always) },
        "every" => rule with { Every = value.Number(1, FaultRule.Always) },
        "count" => rule with { Count = value.IsText("always") ? FaultRule.Always : value.Number(1, FaultRule.Always, " or \"always\"") },
        "status" => rule with { Status = value.Number(400, 599) },
        "retryAfter" => rule with { RetryAfter = value.Number(0, 86_400) },
        "code" => rule with { Code = value.Text() },
        "message" => rule with { Message = value.Text() },
        "at" => rule with { At = One(value, Enum.GetNames<FaultMoment>().Select(Camel), Enum.GetValues<FaultMoment>()) },
        "afterEvents" => rule with { AfterEvents = value.Number(0, FaultRule.Always) },
        "seconds" => rule with { Duration = value.Seconds() },
        "after" => rule with { Delay = value.Seconds() },
        "cores" => rule with { Cores = value.Number(0, 100_000) },
        _ => throw new ArgumentOutOfRangeException(nameof(property)),
    };

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static T One<T>(FaultValue value, IEnumerable<string> names, T[] values)
    {
        var all = names.ToList();
        var index = all.FindIndex(name => name.Equals(value.Text(), StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? values[index] : throw value.Error($"\"{value.Text()}\" is none of {string.Join(", ", all)}.");
    }
}
