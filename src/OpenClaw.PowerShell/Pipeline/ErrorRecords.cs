using System.Globalization;
using System.Management.Automation;
using OpenClaw.PowerShell.Resources;

namespace OpenClaw.PowerShell.Pipeline;

/// <summary>Makes error records of exceptions.</summary>
internal static class ErrorRecords
{
    /// <summary>Makes the record a user sees.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="target">What it is about, unless the exception says.</param>
    public static ErrorRecord From(Exception exception, object? target)
    {
        if (exception is AggregateException { InnerExceptions: [var only] })
            exception = only;
        if (exception is OpenClawException known)
        {
            return new ErrorRecord(known, known.ErrorId, CategoryOf(known.Kind), known.Target ?? target)
            {
                ErrorDetails = new ErrorDetails(known.Message) { RecommendedAction = known.RecommendedAction },
            };
        }
        var text = string.Format(CultureInfo.CurrentCulture, ShellMessages.UnexpectedError, exception.Message);
        return new ErrorRecord(exception, nameof(ShellMessages.UnexpectedError), ErrorCategory.NotSpecified, target)
        {
            ErrorDetails = new ErrorDetails(text),
        };
    }

    private static ErrorCategory CategoryOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
        ErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.AlreadyExists => ErrorCategory.ResourceExists,
        ErrorKind.PermissionDenied => ErrorCategory.PermissionDenied,
        ErrorKind.AuthenticationError => ErrorCategory.AuthenticationError,
        ErrorKind.LimitsExceeded => ErrorCategory.LimitsExceeded,
        ErrorKind.ResourceUnavailable => ErrorCategory.ResourceUnavailable,
        ErrorKind.ResourceBusy => ErrorCategory.ResourceBusy,
        ErrorKind.Conflict => ErrorCategory.WriteError,
        ErrorKind.Timeout => ErrorCategory.OperationTimeout,
        ErrorKind.ConnectionError => ErrorCategory.ConnectionError,
        ErrorKind.InvalidData => ErrorCategory.InvalidData,
        ErrorKind.NotSupported => ErrorCategory.NotImplemented,
        _ => ErrorCategory.InvalidOperation,
    };
}
