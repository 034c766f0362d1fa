using System.Management.Automation;
using OpenClaw.Operations;

namespace OpenClaw.PowerShell.Pipeline;

/// <summary>Base of this module's cmdlets: runs an operation of OpenClaw.Core and writes what it has to say where it belongs.</summary>
public abstract class OpenClawCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private ModuleState? _state;
    private PipelinePump? _pump;

    private protected OpenClawCmdlet()
    {
    }

    /// <summary>What this module keeps for the runspace the cmdlet runs in.</summary>
    private protected ModuleState State => _state ??= ModuleState.Current;

    /// <summary>True with -WhatIf, or where $WhatIfPreference is set.</summary>
    private protected bool IsWhatIf =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var bound)
            ? LanguagePrimitives.IsTrue(bound)
            : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pipeline ended while it was being stopped.
        }
    }

    /// <summary>
    /// Runs one item's work to its end. What it fails with becomes an error record, so that the next item gets its turn unless
    /// -ErrorAction says otherwise.
    /// </summary>
    /// <param name="target">What the work is about, for the error record of an error that does not say.</param>
    /// <param name="work">The work. It may call <see cref="Emit"/>.</param>
    private protected void Run(object? target, Func<OperationContext, CancellationToken, Task> work)
    {
        // The work's own threads have no runspace to ask.
        _state ??= ModuleState.Current;
        var pump = _pump = new PipelinePump();
        var writer = new MessageWriter(this);
        var context = new OperationContext
        {
            Write = message => pump.Post(() => writer.Write(message)),
            ShouldChange = (name, action, cancellationToken) => pump.AskAsync(() => ShouldProcess(name, action), cancellationToken),
            WhatIf = IsWhatIf,
        };
        Exception? failure;
        try
        {
            failure = pump.Run(cancellationToken => work(context, cancellationToken), _stopping.Token);
        }
        finally
        {
            _pump = null;
        }
        writer.CompleteProgress();
        if (failure is not null && !(failure is OperationCanceledException && _stopping.IsCancellationRequested))
            WriteError(ErrorRecords.From(failure, target));
    }

    /// <summary>Writes an object to the pipeline from within <see cref="Run"/>.</summary>
    /// <param name="value">The object, or null where there is none, as with -WhatIf.</param>
    private protected void Emit(object? value)
    {
        if (value is null)
            return;
        _pump?.Post(() =>
        {
            State.Learn(value);
            WriteObject(value);
        });
    }

    /// <summary>Tells the user something, from within <see cref="Run"/>, without its becoming output.</summary>
    /// <param name="text">One line, no secrets.</param>
    private protected void Tell(string text) =>
        _pump?.Post(() => WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the cmdlet holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _stopping.Dispose();
    }
}
