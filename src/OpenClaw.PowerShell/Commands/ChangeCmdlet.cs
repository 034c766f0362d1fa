using System.Globalization;
using System.Management.Automation;
using OpenClaw.Models;
using OpenClaw.Operations;
using OpenClaw.Operations.Changes;
using OpenClaw.PowerShell.Resources;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Base of the cmdlets that change an instance, prove that it works afterwards, and else take the change back.</summary>
public abstract class ChangeCmdlet : ClusterCmdlet
{
    private protected ChangeCmdlet()
    {
    }

    /// <summary>Take healthy programs for proof and have no chat, which costs some 17,000 prompt tokens of the model.</summary>
    [Parameter]
    public SwitchParameter SkipChat { get; set; }

    /// <summary>How many seconds each program may take to be ready before the change is taken back.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    [PSDefaultValue(Value = 600)]
    public int? Timeout { get; set; }

    /// <summary>Take fields over that another field manager owns, instead of stopping at the conflict.</summary>
    [Parameter]
    public SwitchParameter ForceConflicts { get; set; }

    /// <summary>Whether OpenClaw's version may change without a backup of its state.</summary>
    private protected virtual bool WithoutBackup => false;

    /// <summary>Runs a change on the instance that the parameters mean and emits it as it is afterwards.</summary>
    /// <param name="change">The change.</param>
    private protected void RunChange(
        Func<OpenClawCluster, string, string, ChangeOptions, OperationContext, CancellationToken, Task<OpenClawInstance>> change) =>
        Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
        {
            var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
            var defaults = new ChangeOptions();
            var options = defaults with
            {
                SkipChat = SkipChat,
                SkipBackup = WithoutBackup,
                ForceConflicts = ForceConflicts,
                Timeout = Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.Timeout,
            };
            var instance = await change(cluster, name, ns, options, context, cancellationToken).ConfigureAwait(false);
            if (!context.WhatIf)
                Emit(instance);
        });

    /// <summary>Reads a model config that is given as a path or as an object.</summary>
    /// <param name="value">The parameter's value, or null.</param>
    /// <param name="path">The path it stands for, or null for an object.</param>
    /// <param name="context">Takes messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private protected static async Task<OpenClawModelConfig?> ReadModelConfigAsync(
        object? value, string? path, OperationContext context, CancellationToken cancellationToken)
    {
        if (value is null)
            return null;
        if (path is not null)
            return await ModelConfigReader.ReadAsync(path, context, cancellationToken).ConfigureAwait(false);
        var config = value is PSObject wrapped ? wrapped.BaseObject : value;
        return config as OpenClawModelConfig ?? throw new OpenClawException(
            nameof(ShellMessages.ModelConfigType), ErrorKind.InvalidArgument,
            string.Format(CultureInfo.CurrentCulture, ShellMessages.ModelConfigType, config.GetType()), config);
    }

    /// <summary>The path a model config parameter names, or null when it is no path.</summary>
    /// <param name="value">The parameter's value, or null.</param>
    private protected string? PathOf(object? value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) is string text ? GetUnresolvedProviderPathFromPSPath(text) : null;
}
