using System.Reflection;
using System.Runtime.Loader;

namespace OpenClaw.PowerShell.Tests;

/// <summary>The module as the build has laid it out, for reading: its types are never run here, because the shell is not there.</summary>
internal static class ModuleUnderTest
{
    private static readonly Lazy<Assembly> s_assembly = new(Load);

    public static string Directory { get; } = Metadata("ModuleDirectory");

    public static string HostPath { get; } = Metadata("ModuleHost");

    public static Assembly Assembly => s_assembly.Value;

    // Through the module, whose loading is what makes its dependencies findable.
    public static Assembly Core => System.Reflection.Assembly.Load(s_assembly.Value.GetReferencedAssemblies().Single(static name => name.Name == "OpenClaw.Core"));

    public static Assembly Shell => AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("System.Management.Automation"));

    public static IEnumerable<Type> Cmdlets => Assembly.ExportedTypes.Where(static type => !type.IsAbstract && Find(type, "CmdletAttribute") is not null);

    public static string NameOf(Type cmdlet)
    {
        var arguments = Find(cmdlet, "CmdletAttribute")!.ConstructorArguments;
        return $"{arguments[0].Value}-{arguments[1].Value}";
    }

    public static CustomAttributeData? Find(MemberInfo member, string attribute) => All(member, attribute).FirstOrDefault();

    public static IEnumerable<CustomAttributeData> All(MemberInfo member, string attribute) =>
        member.GetCustomAttributesData().Where(data => data.AttributeType.Name == attribute);

    public static IEnumerable<PropertyInfo> Parameters(Type cmdlet) =>
        cmdlet.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => Find(property, "ParameterAttribute") is not null);

    private static Assembly Load()
    {
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
        {
            var path = Path.Combine(Directory, "dependencies", name.Name + ".dll");
            return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        };
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(Directory, "OpenClaw.PowerShell.dll"));
    }

    private static string Metadata(string key) =>
        typeof(ModuleUnderTest).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;

    /// <summary>True for a cmdlet that by its verb changes nothing, and so asks nothing.</summary>
    public static bool OnlyReads(string name) => name.StartsWith("Get-", StringComparison.Ordinal) || name.StartsWith("Compare-", StringComparison.Ordinal);
}
