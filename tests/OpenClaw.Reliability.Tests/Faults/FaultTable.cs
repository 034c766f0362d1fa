using System.Globalization;
using System.Text;

namespace OpenClaw.Reliability.Faults;

/// <summary>The section "Faults" of docs/reliability.md.</summary>
internal static class FaultTable
{
    /// <summary>The file to write the table into, for example docs/reliability.md.</summary>
    public const string Variable = "OPENCLAW_TEST_FAULTS_TABLE";

    private const string Begin = "<!-- faults -->";
    private const string End = "<!-- /faults -->";

    public static string Of(IReadOnlyCollection<FaultCase> cases)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{cases.Count} cases on {DateTime.UtcNow:yyyy-MM-dd}, {cases.Count(static one => one.Problem is null)} of them converged. A cell says at how many requests the fault was absorbed + at how many it ended the run in one of the errors.\n\n");
        text.Append("| fault | `New-OpenClawCluster` | `Install-OpenClaw` | errors |\n|---|---|---|---|\n");
        foreach (var fault in cases.GroupBy(static one => one.Fault))
        {
            var errors = fault.Select(static one => one.ErrorId).OfType<string>().Distinct().Order(StringComparer.Ordinal).Select(static id => $"`{id}`");
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {fault.Key.Name} | {Counts(fault, FlowStep.MakeCluster)} | {Counts(fault, FlowStep.Install)} | {string.Join(", ", errors)} |\n");
        }

        return text.ToString();
    }

    public static void Write(string path, string table)
    {
        var text = File.ReadAllText(path);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        File.WriteAllText(path, $"{text[..begin]}\n{table}{text[end..]}");
    }

    private static string Counts(IEnumerable<FaultCase> cases, FlowStep step)
    {
        var all = cases.Where(one => one.Step == step && one.Problem is null).ToList();
        return all.Count == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{all.Count(static one => one.ErrorId is null)} + {all.Count(static one => one.ErrorId is not null)}");
    }
}
