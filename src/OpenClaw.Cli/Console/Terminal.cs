using System.Diagnostics;
using OpenClaw.Operations;
using static System.Console;

namespace OpenClaw.Cli.Console;

/// <summary>
/// Where a command says what it does: results on standard output; progress, warnings and errors on standard error.
/// Colour and a live progress line only where standard error is a terminal and NO_COLOR is not set.
/// </summary>
internal sealed class Terminal(bool verbose)
{
    private readonly object _lock = new();
    private readonly bool _live = !IsErrorRedirected;
    private readonly bool _colour = !IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
    private bool _lineOpen;
    private string? _lastStatus;

    /// <summary>A context for operations that reports here.</summary>
    public OperationContext Context => new() { Write = Report };

    /// <summary>A context that reports here and asks before each change.</summary>
    /// <param name="yes">Whether the answer is known to be yes.</param>
    public OperationContext Asking(bool yes) => new()
    {
        Write = Report,
        ShouldChange = (target, action, _) => Task.FromResult(yes || Confirmed(target, action)),
    };

    /// <summary>Runs one step of a command and says how long it took and what came of it.</summary>
    public async Task<T> StepAsync<T>(string doing, Func<Task<T>> step, Func<T, string> done)
    {
        var watch = Stopwatch.StartNew();
        ShowStatus(doing);
        var result = await step();
        EndStatus();
        lock (_lock)
            Error.WriteLine($"{Paint("32", "ok")}  {done(result)} {Paint("2", $"({watch.Elapsed.TotalSeconds:0.0} s)")}");
        return result;
    }

    /// <summary>Prints an error and what to do about it.</summary>
    public void ShowError(OpenClawException error)
    {
        EndStatus();
        lock (_lock)
        {
            Error.WriteLine($"{Paint("31", "error")}  {error.Message}");
            if (error.RecommendedAction is { } action)
                Error.WriteLine($"       {action}");
            Error.WriteLine(Paint("2", $"       [{error.ErrorId}]"));
        }
    }

    /// <summary>Prints the result of a check, and what to do about it.</summary>
    public void ShowResult(OpenClawTestResult result)
    {
        EndStatus();
        var colour = result.Status switch
        {
            OpenClawTestStatus.Passed => "32",
            OpenClawTestStatus.Warning => "33",
            OpenClawTestStatus.Failed => "31",
            _ => "2",
        };
        lock (_lock)
        {
            var status = $"{result.Status,-7}";
            Out.WriteLine($"{(_colour && !IsOutputRedirected ? Paint(colour, status) : status)}  {result.Name}: {result.Detail}");
            if (result.Remedy is { } remedy)
                Out.WriteLine($"         -> {remedy}");
        }
    }

    /// <summary>Prints a line that is no result, for example a hint.</summary>
    public void ShowNote(string text)
    {
        EndStatus();
        lock (_lock)
            Error.WriteLine(text);
    }

    private bool Confirmed(string target, string action)
    {
        ShowNote($"{action}: {target}");
        if (IsInputRedirected)
        {
            ShowNote("There is no terminal to ask on: say --yes to go on.");
            return false;
        }

        Error.Write("Type 'yes' to go on: ");
        return ReadLine()?.Trim() == "yes";
    }

    private void Report(OperationMessage message)
    {
        switch (message)
        {
            case ProgressMessage { Completed: false } progress when _live:
                ShowStatus(string.Join(": ", new[] { progress.Activity, progress.Status, progress.CurrentOperation }.Where(p => !string.IsNullOrEmpty(p))));
                break;
            case WarningMessage warning:
                EndStatus();
                lock (_lock)
                    Error.WriteLine($"{Paint("33", "warning")}  {warning.Text}");
                break;
            case VerboseMessage detail when verbose:
                EndStatus();
                lock (_lock)
                    Error.WriteLine(Paint("2", $"    {detail.Text}"));
                break;
        }
    }

    private void ShowStatus(string status)
    {
        lock (_lock)
        {
            if (status == _lastStatus)
                return;
            _lastStatus = status;
            if (!_live)
            {
                Error.WriteLine($"... {status}");
                return;
            }

            var width = WindowWidth > 0 ? WindowWidth - 1 : 79;
            var line = $"... {status}";
            Error.Write("\r\u001b[K" + (line.Length > width ? line[..width] : line));
            _lineOpen = true;
        }
    }

    private void EndStatus()
    {
        lock (_lock)
        {
            _lastStatus = null;
            if (!_lineOpen)
                return;
            Error.Write("\r\u001b[K");
            _lineOpen = false;
        }
    }

    private string Paint(string code, string text) => _colour ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
