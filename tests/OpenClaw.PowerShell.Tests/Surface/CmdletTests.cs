using System.Reflection;

namespace OpenClaw.PowerShell.Tests.Surface;

public class CmdletTests
{
    public static TheoryData<string> Names => [.. ModuleUnderTest.Cmdlets.Select(ModuleUnderTest.NameOf)];

    [Fact]
    public void Are_those_of_the_manifest()
    {
        var manifest = File.ReadAllText(Path.Combine(ModuleUnderTest.Directory, "OpenClaw.psd1"));
        var list = manifest[manifest.IndexOf("CmdletsToExport", StringComparison.Ordinal)..];
        var exported = list[..list.IndexOf(')', StringComparison.Ordinal)].Split('\'').Where(static (_, index) => index % 2 == 1);
        Assert.Equal(ModuleUnderTest.Cmdlets.Select(ModuleUnderTest.NameOf).Order(StringComparer.Ordinal), exported.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Have_an_approved_verb_and_our_noun(string name)
    {
        var verbs = ModuleUnderTest.Shell.ExportedTypes
            .Where(static type => type.Name.StartsWith("Verbs", StringComparison.Ordinal))
            .SelectMany(static type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(static field => field.IsLiteral)
            .Select(static field => field.GetRawConstantValue());
        Assert.Contains(name.Split('-')[0], verbs);
        Assert.StartsWith("OpenClaw", name.Split('-')[1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Say_what_they_return(string name) => Assert.NotNull(ModuleUnderTest.Find(TypeOf(name), "OutputTypeAttribute"));

    [Theory]
    [MemberData(nameof(Names))]
    public void Ask_before_a_change_and_only_then(string name)
    {
        var supports = ModuleUnderTest.Find(TypeOf(name), "CmdletAttribute")!.NamedArguments
            .Any(static argument => argument.MemberName == "SupportsShouldProcess" && argument.TypedValue.Value is true);
        Assert.Equal(!ModuleUnderTest.OnlyReads(name), supports);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_through_the_pump(string name) => Assert.Equal("OpenClawCmdlet", Bases(TypeOf(name)).First(static type => type.BaseType!.Name == "PSCmdlet").Name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Take_secrets_as_SecureString_only(string name)
    {
        string[] secretWords = ["Token", "Secret", "Password", "Key"];
        var suspicious = ModuleUnderTest.Parameters(TypeOf(name)).Where(property =>
            property.PropertyType == typeof(string) && secretWords.Any(word => property.Name.EndsWith(word, StringComparison.Ordinal)));
        Assert.Empty(suspicious);
    }

    private static Type TypeOf(string name) => ModuleUnderTest.Cmdlets.Single(type => ModuleUnderTest.NameOf(type) == name);

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var current = type; current.BaseType is not null; current = current.BaseType)
            yield return current;
    }
}
