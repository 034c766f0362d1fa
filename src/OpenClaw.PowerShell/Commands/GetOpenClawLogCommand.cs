using System.Management.Automation;
using OpenClaw.Operations.Logs;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Gets the logs of OpenClaw and LiteLLM, their secrets masked.</summary>
/// <remarks>
/// <para>Returns a line for each line of the logs: its Program, Pod, Time and Text. Shown, it is the program and the text, and with -Timestamps the time before them. Without -Follow the lines of both programs come in the order of their times.</para>
/// <para>With -Follow it goes on until Ctrl+C: through restarts of the containers and through pods that replace each other.</para>
/// <para>The values in the instance's Secret (the gateway token, the master key, the Azure OpenAI keys) are replaced by three asterisks, and so is what looks like an older one of them. Reading the Secret takes the right to do so.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClawLog openclaw -Sandbox $sandbox -Tail 20</code>
/// <para>Gets the last 20 lines of each program.</para>
/// </example>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Get-OpenClawLog -Program LiteLLM -Since 1h | Where-Object Text -like '*Error*'</code>
/// <para>Looks for errors of LiteLLM in the last hour.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawLog openclaw -Follow -Since 5m</code>
/// <para>Follows both programs from 5 minutes ago on, until Ctrl+C.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "OpenClawLog", DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawLogLine))]
public sealed class GetOpenClawLogCommand : ClusterCmdlet
{
    /// <summary>Which program: OpenClaw or LiteLLM. Without it, both.</summary>
    [Parameter]
    public OpenClawProgram[] Program { get; set; } = [];

    /// <summary>Go on as the logs grow, until Ctrl+C.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>Only lines from then on: an age such as 90s, 10m, 2h or 1d, a TimeSpan, or a point in time.</summary>
    [Parameter]
    [Age]
    public TimeSpan? Since { get; set; }

    /// <summary>Only so many of the last lines of each program.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    /// <summary>The logs of the containers that ran before the last restart: what a program said before it crashed.</summary>
    [Parameter]
    public SwitchParameter Previous { get; set; }

    /// <summary>Show each line with its time.</summary>
    [Parameter]
    public SwitchParameter Timestamps { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
        var query = new LogQuery
        {
            Programs = Program.Distinct().ToArray(),
            Follow = Follow,
            Since = Since,
            Tail = Tail,
            Previous = Previous,
            Timestamps = Timestamps,
        };
        await LogOperation.RunAsync(cluster, name, ns, query, Emit, context, cancellationToken).ConfigureAwait(false);
    });
}
