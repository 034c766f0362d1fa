using System.Management.Automation;

namespace Empty;

/// <summary>Gets nothing.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
[OutputType(typeof(void))]
public sealed class GetNothingCommand : PSCmdlet;
