using System.Reflection;
using System.Xml.Linq;

namespace OpenClaw.PowerShell.Tests.Surface;

public class FormatTests
{
    private static readonly XDocument s_formats = XDocument.Load(Path.Combine(ModuleUnderTest.Directory, "OpenClaw.Format.ps1xml"));

    [Fact]
    public void Every_output_type_has_a_table()
    {
        var types = OutputTypes().Select(static type => type.FullName!);
        Assert.Empty(types.Except(s_formats.Descendants("View").Where(static view => view.Element("TableControl") is not null)
            .SelectMany(static view => view.Descendants("TypeName")).Select(static name => name.Value)));
    }

    [Fact]
    public void Every_column_shows_a_property_there_is()
    {
        foreach (var view in s_formats.Descendants("View"))
        {
            var type = ModuleUnderTest.Core.GetType(view.Descendants("TypeName").First().Value, throwOnError: true)!;
            Assert.All(view.Descendants("PropertyName"), name => Assert.NotNull(type.GetProperty(name.Value)));
        }
    }

    [Fact]
    public void Every_table_has_a_header_for_each_column() =>
        Assert.All(s_formats.Descendants("TableControl"), static table =>
            Assert.Equal(table.Descendants("TableColumnHeader").Count(), table.Descendants("TableColumnItem").Count()));

    [Fact]
    public void No_view_shows_the_address_with_the_token() =>
        Assert.DoesNotContain("Url", string.Concat(s_formats.Descendants("View").Select(static view => view.Value)), StringComparison.Ordinal);

    private static IEnumerable<Type> OutputTypes() =>
        ModuleUnderTest.Cmdlets
            .SelectMany(static cmdlet => ModuleUnderTest.All(cmdlet, "OutputTypeAttribute"))
            .SelectMany(static attribute => (IEnumerable<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
            .Select(static argument => (Type)argument.Value!)
            .Where(static type => type.Namespace!.StartsWith("OpenClaw", StringComparison.Ordinal))
            .Distinct();
}
