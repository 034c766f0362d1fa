using System.Globalization;
using System.Text;

namespace OpenClaw.Bench.Measures;

/// <summary>What was measured, as a table in Markdown.</summary>
/// <param name="contenders">The columns; kubectl first, ours last.</param>
internal sealed class Report(IReadOnlyList<string> contenders)
{
    private readonly Dictionary<(string Contender, Figure Figure), List<double>> _values = [];

    /// <summary>Adds what one contender did in one round.</summary>
    /// <param name="contender">The contender.</param>
    /// <param name="found">What was found.</param>
    public void Add(string contender, IReadOnlyDictionary<Figure, double> found)
    {
        foreach (var (figure, value) in found)
        {
            if (!_values.TryGetValue((contender, figure), out var values))
                _values[(contender, figure)] = values = [];
            values.Add(value);
        }
    }

    /// <summary>Whether all goals are met.</summary>
    public bool AllMet => Figure.All.All(f => f.IsMet is null || IsMet(f));

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| figure (medians) | {string.Join(" | ", contenders)} | ours / {contenders[0]} | goal | |");
        text.AppendLine($"|---|{string.Concat(Enumerable.Repeat("--:|", contenders.Count))}--:|---|---|");
        foreach (var figure in Figure.All)
        {
            var cells = contenders.Select(c => Median(c, figure).ToString(figure.Format, CultureInfo.InvariantCulture));
            var ratio = Median(contenders[^1], figure) / Median(contenders[0], figure);
            var verdict = figure.IsMet is null ? "" : IsMet(figure) ? "met" : "**not met**";
            text.AppendLine(CultureInfo.InvariantCulture, $"| {figure.Name}, {figure.Unit} | {string.Join(" | ", cells)} | {ratio:0.00} | {figure.Goal} | {verdict} |");
        }

        return text.ToString();
    }

    /// <summary>Every value, for those who want to see how far they spread.</summary>
    public string Spread()
    {
        var text = new StringBuilder();
        foreach (var ((contender, figure), values) in _values)
        {
            var shown = values.Select(v => v.ToString(figure.Format, CultureInfo.InvariantCulture));
            text.AppendLine(CultureInfo.InvariantCulture, $"{figure.Name}, {contender}: {string.Join(" ", shown)} {figure.Unit}");
        }

        return text.ToString();
    }

    private bool IsMet(Figure figure) => figure.IsMet!(Median(contenders[^1], figure), Median(contenders[0], figure));

    private double Median(string contender, Figure figure)
    {
        if (!_values.TryGetValue((contender, figure), out var values) || values.Count == 0)
            return double.NaN;
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
