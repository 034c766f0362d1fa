using System.Xml.Linq;

namespace OpenClaw.PowerShell.Tests.Surface;

public class HelpTests
{
    private static readonly Lazy<XDocument> s_help = new(static () =>
        XDocument.Load(Path.Combine(ModuleUnderTest.Directory, "en-US", "OpenClaw.PowerShell.dll-Help.xml")));

    public static TheoryData<string> Names => [.. ModuleUnderTest.Cmdlets.Select(ModuleUnderTest.NameOf)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_a_synopsis_and_a_description(string name)
    {
        var command = Command(name);
        Assert.NotEmpty(Only(command, "details").Value.Replace(name, "", StringComparison.Ordinal).Trim());
        Assert.NotEmpty(Only(command, "description").Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_two_examples_that_say_what_they_do(string name)
    {
        var examples = Children(Only(Command(name), "examples"), "example").ToList();
        Assert.True(examples.Count >= 2, $"{name} has {examples.Count} examples.");
        Assert.All(examples, example =>
        {
            Assert.Contains(name, Only(example, "code").Value, StringComparison.Ordinal);
            Assert.NotEmpty(Only(example, "remarks").Value);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Describes_every_parameter_there_is(string name)
    {
        var type = ModuleUnderTest.Cmdlets.Single(type => ModuleUnderTest.NameOf(type) == name);
        var expected = ModuleUnderTest.Parameters(type).Select(static property => property.Name);
        if (!ModuleUnderTest.OnlyReads(name))
            expected = expected.Concat(["WhatIf", "Confirm"]);
        var described = Children(Only(Command(name), "parameters"), "parameter").ToList();
        Assert.Equal(expected.Order(StringComparer.Ordinal), described.Select(static parameter => Only(parameter, "name").Value).Order(StringComparer.Ordinal));
        Assert.All(described, static parameter => Assert.True(Only(parameter, "description").Value.Length > 10, Only(parameter, "name").Value));
    }

    private static XElement Command(string name) =>
        s_help.Value.Root!.Elements().Single(command => Only(Only(command, "details"), "name").Value == name);

    private static XElement Only(XElement parent, string name) => Assert.Single(Children(parent, name));

    private static IEnumerable<XElement> Children(XElement parent, string name) => parent.Elements().Where(child => child.Name.LocalName == name);
}
