using System.Reflection;

namespace OpenClaw.PowerShell.Tests.Surface;

public class IsolationSurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_assembly_refers_to_nothing_but_the_runtime_the_shell_and_the_core()
    {
        var foreign = ModuleUnderTest.Assembly.GetReferencedAssemblies().Select(static name => name.Name!)
            .Where(static name => name is not ("OpenClaw.Core" or "System.Management.Automation" or "netstandard"))
            .Where(static name => !File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll")));
        Assert.Empty(foreign);
    }

    [Fact]
    public void Listing_the_types_does_not_load_the_core()
    {
        // The shell lists them before it runs the initializer, when nobody can find the core yet.
        var loading = from type in ModuleUnderTest.Assembly.ExportedTypes
                      from part in Bases(type).Concat(type.GetInterfaces()).Concat(ValueFields(type)).SelectMany(Parts)
                      where part.Assembly == ModuleUnderTest.Core
                      select $"{type.Name} -> {part.Name}";
        Assert.Empty(loading);
    }

    [Fact]
    public void What_crosses_the_border_shows_only_types_of_the_runtime_and_the_core()
    {
        var seen = new HashSet<Type>();
        foreach (var cmdlet in ModuleUnderTest.Cmdlets)
        {
            foreach (var property in ModuleUnderTest.Parameters(cmdlet))
                Visit(property.PropertyType, seen);
            foreach (var output in ModuleUnderTest.All(cmdlet, "OutputTypeAttribute")
                .SelectMany(static attribute => (IEnumerable<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!))
            {
                Visit((Type)output.Value!, seen);
            }
        }
        Assert.Contains(seen, static type => type.Name == "OpenClawCluster");
        Assert.DoesNotContain(seen, static type => IsForeign(type));
    }

    private static void Visit(Type type, HashSet<Type> seen)
    {
        foreach (var part in Parts(type))
        {
            if (!seen.Add(part) || part.Assembly != ModuleUnderTest.Core)
                continue;
            foreach (var property in part.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
                Visit(property.PropertyType, seen);
            foreach (var method in part.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                Visit(method.ReturnType, seen);
                foreach (var parameter in method.GetParameters())
                    Visit(parameter.ParameterType, seen);
            }
        }
    }

    private static bool IsForeign(Type type) =>
        type.Namespace is { } ns && (ns.StartsWith("Azure", StringComparison.Ordinal) || ns.StartsWith("YamlDotNet", StringComparison.Ordinal)
            || ns.StartsWith("Microsoft.Identity", StringComparison.Ordinal) || ns.StartsWith("System.Text.Json", StringComparison.Ordinal)
            || ns.StartsWith("System.ClientModel", StringComparison.Ordinal));

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type)
        : [type];

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
            yield return current;
    }

    private static IEnumerable<Type> ValueFields(Type type) =>
        Bases(type).Append(type).Where(static holder => holder.Assembly == ModuleUnderTest.Assembly)
            .SelectMany(static holder => holder.GetFields(Declared))
            .Select(static field => field.FieldType)
            .Where(static field => field.IsValueType);
}
