using System.Reflection;

namespace OpenClaw.HelpWriter;

/// <summary>How a parameter is used in one parameter set.</summary>
internal sealed class ParameterUse(CustomAttributeData attribute)
{
    public bool Mandatory { get; } = attribute.Get<bool>("Mandatory");

    public int? Position { get; } = attribute.NamedArguments.Any(static named => named.MemberName == "Position") ? attribute.Get<int>("Position") : null;

    public string PipelineInput { get; } = (attribute.Get<bool>("ValueFromPipeline"), attribute.Get<bool>("ValueFromPipelineByPropertyName")) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
