using System.Reflection;

namespace OpenClaw.HelpWriter;

/// <summary>A cmdlet as its class declares it.</summary>
internal sealed class CmdletDescription
{
    private const string AllSets = "__AllParameterSets";

    public CmdletDescription(Type type)
    {
        var cmdlet = Attributes.Find(type, "CmdletAttribute")!;
        Type = type;
        Verb = (string)cmdlet.ConstructorArguments[0].Value!;
        Noun = (string)cmdlet.ConstructorArguments[1].Value!;
        DefaultSet = cmdlet.Get<string>("DefaultParameterSetName");
        SupportsShouldProcess = cmdlet.Get<bool>("SupportsShouldProcess");
        OutputTypes = [.. Attributes.All(type, "OutputTypeAttribute").SelectMany(Attributes.Values)];
        Parameters =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(static property => Attributes.Find(property, "ParameterAttribute") is not null)
                .Select(static property => new ParameterDescription(property)),
        ];
    }

    public Type Type { get; }

    public string Verb { get; }

    public string Noun { get; }

    public string Name => $"{Verb}-{Noun}";

    public bool SupportsShouldProcess { get; }

    public IReadOnlyList<string> OutputTypes { get; }

    public IReadOnlyList<ParameterDescription> Parameters { get; }

    private string? DefaultSet { get; }

    /// <summary>The parameters of each parameter set, in the order in which the syntax shows them; the default set first.</summary>
    public IEnumerable<IReadOnlyList<(ParameterDescription Parameter, ParameterUse Use)>> Syntaxes()
    {
        var sets = Parameters.SelectMany(static parameter => parameter.Uses.Keys).Where(static set => set != AllSets).Distinct().ToList();
        if (sets.Count == 0)
            sets.Add(AllSets);
        foreach (var set in sets.OrderBy(set => set != DefaultSet))
        {
            yield return
            [
                .. from parameter in Parameters
                   let use = parameter.Uses.GetValueOrDefault(set) ?? parameter.Uses.GetValueOrDefault(AllSets)
                   where use is not null
                   orderby use.Position ?? int.MaxValue, !use.Mandatory
                   select (parameter, use),
            ];
        }
    }
}
