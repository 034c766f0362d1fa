using System.Globalization;
using System.Xml.Linq;

namespace OpenClaw.HelpWriter;

/// <summary>Writes help in the form Get-Help reads.</summary>
internal sealed class MamlWriter(DocComments comments)
{
    private static readonly XNamespace s_help = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public XDocument Write(IEnumerable<CmdletDescription> cmdlets) =>
        new(new XElement(
            s_help + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            cmdlets.Select(Command)));

    private XElement Command(CmdletDescription cmdlet)
    {
        var id = $"T:{cmdlet.Type.FullName}";
        return new XElement(
            s_command + "command",
            new XElement(
                s_command + "details",
                new XElement(s_command + "name", cmdlet.Name),
                new XElement(s_command + "verb", cmdlet.Verb),
                new XElement(s_command + "noun", cmdlet.Noun),
                Description([comments.Summary(id)])),
            Description(comments.Remarks(id)),
            new XElement(s_command + "syntax", cmdlet.Syntaxes().Select(syntax => Syntax(cmdlet, syntax))),
            new XElement(
                s_command + "parameters",
                cmdlet.Parameters.OrderBy(static parameter => parameter.Name, StringComparer.Ordinal)
                    .Select(parameter => Parameter(parameter, parameter.Uses.Values.First())),
                cmdlet.SupportsShouldProcess ? ShouldProcessParameters() : []),
            new XElement(s_command + "inputTypes", InputTypes(cmdlet).Select(static type => Type("inputType", type))),
            new XElement(s_command + "returnValues", cmdlet.OutputTypes.Select(static type => Type("returnValue", type))),
            new XElement(s_command + "examples", comments.Examples(id).Select(Example)));
    }

    private XElement Syntax(CmdletDescription cmdlet, IReadOnlyList<(ParameterDescription Parameter, ParameterUse Use)> parameters) =>
        new(
            s_command + "syntaxItem",
            new XElement(s_maml + "name", cmdlet.Name),
            parameters.Select(entry => Parameter(entry.Parameter, entry.Use)),
            cmdlet.SupportsShouldProcess ? ShouldProcessParameters() : []);

    private XElement Parameter(ParameterDescription parameter, ParameterUse use) =>
        new(
            s_command + "parameter",
            new XAttribute("required", use.Mandatory ? "true" : "false"),
            new XAttribute("variableLength", "true"),
            new XAttribute("globbing", parameter.SupportsWildcards ? "true" : "false"),
            new XAttribute("pipelineInput", use.PipelineInput),
            new XAttribute("position", use.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(s_maml + "name", parameter.Name),
            Description([comments.Summary(parameter.DocId)]),
            parameter.ValidValues.Count == 0 ? null : new XElement(
                s_command + "parameterValueGroup",
                parameter.ValidValues.Select(static value => ParameterValue(value, "false"))),
            parameter.IsSwitch ? null : ParameterValue(parameter.TypeName, "true"),
            TypeName(parameter.TypeFullName),
            new XElement(s_dev + "defaultValue", parameter.Default));

    private static IEnumerable<XElement> ShouldProcessParameters() =>
    [
        Switch("WhatIf", "wi", "Shows what would be changed. Nothing is changed."),
        Switch("Confirm", "cf", "Asks before each change."),
    ];

    private static XElement Switch(string name, string alias, string description) =>
        new(
            s_command + "parameter",
            new XAttribute("required", "false"),
            new XAttribute("variableLength", "true"),
            new XAttribute("globbing", "false"),
            new XAttribute("pipelineInput", "False"),
            new XAttribute("position", "named"),
            new XAttribute("aliases", alias),
            new XElement(s_maml + "name", name),
            Description([description]),
            TypeName("System.Management.Automation.SwitchParameter"),
            new XElement(s_dev + "defaultValue", "False"));

    private static IEnumerable<string> InputTypes(CmdletDescription cmdlet) =>
        cmdlet.Parameters
            .Where(static parameter => parameter.Uses.Values.Any(static use => use.PipelineInput.Contains("ByValue", StringComparison.Ordinal)))
            .Select(static parameter => parameter.TypeFullName);

    private static XElement Type(string element, string typeName) => new(s_command + element, TypeName(typeName));

    private static XElement TypeName(string name) => new(s_dev + "type", new XElement(s_maml + "name", name));

    private static XElement ParameterValue(string value, string required) =>
        new(s_command + "parameterValue", new XAttribute("required", required), new XAttribute("variableLength", "false"), value);

    private static XElement Description(IEnumerable<string> paragraphs) =>
        new(s_maml + "description", paragraphs.Select(static text => new XElement(s_maml + "para", text)));

    private static XElement Example((string Code, IEnumerable<string> Remarks) example, int index) =>
        new(
            s_command + "example",
            new XElement(s_maml + "title", $"Example {index + 1}"),
            new XElement(s_dev + "code", example.Code),
            new XElement(s_dev + "remarks", example.Remarks.Select(static text => new XElement(s_maml + "para", text))));
}
