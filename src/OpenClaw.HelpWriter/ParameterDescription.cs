using System.Reflection;

namespace OpenClaw.HelpWriter;

/// <summary>A parameter as its property declares it.</summary>
internal sealed class ParameterDescription
{
    public ParameterDescription(PropertyInfo property)
    {
        Name = property.Name;
        DocId = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        TypeName = type.Name;
        TypeFullName = type.FullName!;
        IsSwitch = type.Name == "SwitchParameter";
        Uses = Attributes.All(property, "ParameterAttribute")
            .ToDictionary(static attribute => attribute.Get<string>("ParameterSetName") ?? "__AllParameterSets", static attribute => new ParameterUse(attribute));
        Aliases = [.. Attributes.Find(property, "AliasAttribute")?.Values() ?? []];
        ValidValues = [.. Attributes.Find(property, "ValidateSetAttribute")?.Values() ?? []];
        SupportsWildcards = Attributes.Find(property, "SupportsWildcardsAttribute") is not null;
        Default = Attributes.Find(property, "PSDefaultValueAttribute")?.Get<object>("Value")?.ToString() ?? (IsSwitch ? "False" : "None");
    }

    public string Name { get; }

    public string DocId { get; }

    public string TypeName { get; }

    public string TypeFullName { get; }

    public bool IsSwitch { get; }

    public IReadOnlyDictionary<string, ParameterUse> Uses { get; }

    public IReadOnlyList<string> Aliases { get; }

    public IReadOnlyList<string> ValidValues { get; }

    public bool SupportsWildcards { get; }

    public string Default { get; }
}
