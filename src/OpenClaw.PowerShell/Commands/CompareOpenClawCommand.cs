using System.Management.Automation;
using OpenClaw.Operations.Compare;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Compares an instance as it was installed with what is in the cluster and on its volume.</summary>
/// <remarks>
/// <para>Returns a record for each difference: the Object and Field, what is Declared, what is Actual, who is the Owner of the field, and the Kind. Drift (another value), Missing and Extra are what Install-OpenClaw puts right; Pending is what OpenClaw takes up with its pod's next start. Overridden (a declared setting changed in the Control UI; it holds until the pod starts again) and UserOwned (fields of other field managers, settings of OpenClaw's user) are no drift, and Install-OpenClaw keeps what is UserOwned. What the server fills in by itself is no difference.</para>
/// <para>A field that somebody changed by hand, for example with kubectl edit, has that field manager as its Owner, and Install-OpenClaw stops at it rather than fight; with -ForceConflicts it takes the field back. The Remedy says so.</para>
/// <para>Nothing is changed: the cluster is asked with dry runs what applying again would come to, and OpenClaw's openclaw.json is read in its pod. Values that are or may be secrets are shown as ***.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Compare-OpenClaw</code>
/// <para>Shows every difference, what is somebody else's included.</para>
/// </example>
/// <example>
/// <code>Compare-OpenClaw openclaw -Sandbox $sandbox | Where-Object IsDrift | Format-List</code>
/// <para>Shows only what Install-OpenClaw would change, with what to do.</para>
/// </example>
/// <example>
/// <code>if (-not (Compare-OpenClaw openclaw -Sandbox $sandbox -Quiet)) { throw 'Somebody changed OpenClaw by hand' }</code>
/// <para>Makes a script stop when an instance is not as declared.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "OpenClaw", DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawDifference), typeof(bool))]
public sealed class CompareOpenClawCommand : ClusterCmdlet
{
    /// <summary>Return only True when the instance is as declared, False when it drifted. What is somebody else's own does not count.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
        var differences = await CompareOperation.RunAsync(cluster, name, ns, context, cancellationToken).ConfigureAwait(false);
        if (Quiet)
        {
            Emit(!differences.Any(static d => d.IsDrift));
            return;
        }
        foreach (var difference in differences)
            Emit(difference);
    });
}
