using System.Globalization;
using System.Management.Automation;
using OpenClaw.PowerShell.Pipeline;
using OpenClaw.PowerShell.Resources;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Finds tunnels by name.</summary>
internal static class RunningTunnels
{
    /// <summary>Finds the runspace's tunnels; a name without wildcards that finds none is an error.</summary>
    /// <param name="cmdlet">Gets the error.</param>
    /// <param name="state">The runspace's.</param>
    /// <param name="name">Name of the instance the tunnel leads to, maybe with wildcards.</param>
    /// <param name="all">Whether those of other runspaces count, too.</param>
    public static IReadOnlyList<OpenClawTunnel> Find(Cmdlet cmdlet, ModuleState state, string name, bool all = false)
    {
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        OpenClawTunnel[] found =
        [
            .. state.GetRunning<OpenClawTunnel>().Union(all ? OpenClawTunnel.Active : []).Where(tunnel => pattern.IsMatch(tunnel.InstanceName))
                .OrderBy(static tunnel => tunnel.StartTime),
        ];
        if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
        {
            var text = string.Format(CultureInfo.CurrentCulture, ShellMessages.TunnelNotFound, name);
            cmdlet.WriteError(ErrorRecords.From(
                new OpenClawException(nameof(ShellMessages.TunnelNotFound), ErrorKind.NotFound, text, name), name));
        }
        return found;
    }
}
