using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OpenClaw.HelpWriter;

/// <summary>The documentation file that the compiler writes.</summary>
internal sealed partial class DocComments(XDocument document)
{
    private readonly Dictionary<string, XElement> _members =
        document.Descendants("member").ToDictionary(static member => (string)member.Attribute("name")!, StringComparer.Ordinal);

    /// <summary>The comment's summary.</summary>
    public string Summary(string member) => Text(Member(member).Element("summary"));

    /// <summary>The paragraphs of the comment's remarks.</summary>
    public IEnumerable<string> Remarks(string member) => Paragraphs(Member(member).Element("remarks"));

    /// <summary>The comment's examples: code and what is said about it.</summary>
    public IEnumerable<(string Code, IEnumerable<string> Remarks)> Examples(string member) =>
        Member(member).Elements("example").Select(example => (Code(example.Element("code")), Paragraphs(example)));

    private XElement Member(string name) =>
        _members.GetValueOrDefault(name) ?? throw new InvalidOperationException($"{name} has no doc comment.");

    private static IEnumerable<string> Paragraphs(XElement? element) => element?.Elements("para").Select(Text) ?? [];

    private static string Text(XElement? element) => WhiteSpace().Replace(element?.Value ?? "", " ").Trim();

    // The compiler keeps the space after the slashes on all lines but the first.
    private static string Code(XElement? element) =>
        string.Join('\n', (element?.Value ?? "").Split('\n').Select(static line => line.Trim()));

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
