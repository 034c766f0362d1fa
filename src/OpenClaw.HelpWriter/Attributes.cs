using System.Reflection;

namespace OpenClaw.HelpWriter;

/// <summary>Reads attributes as data: the shell's assembly that the module is compiled against cannot run.</summary>
internal static class Attributes
{
    /// <summary>Finds the first attribute of a type that goes by this name.</summary>
    public static CustomAttributeData? Find(MemberInfo member, string name) => All(member, name).FirstOrDefault();

    /// <summary>Finds all attributes of a type that goes by this name.</summary>
    public static IEnumerable<CustomAttributeData> All(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(attribute => attribute.AttributeType.Name == name);

    /// <summary>Gets a named argument, or the default.</summary>
    public static T? Get<T>(this CustomAttributeData attribute, string argument) =>
        attribute.NamedArguments.FirstOrDefault(named => named.MemberName == argument).TypedValue.Value is T value ? value : default;

    /// <summary>Gets the values of an attribute that takes a list.</summary>
    public static IEnumerable<string> Values(this CustomAttributeData attribute) =>
        attribute.ConstructorArguments
            .SelectMany(static argument => argument.Value is IEnumerable<CustomAttributeTypedArgument> list ? list : [argument])
            .Select(static argument => argument.Value is Type type ? type.FullName! : $"{argument.Value}");
}
