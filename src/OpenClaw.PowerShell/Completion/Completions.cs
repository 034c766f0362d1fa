using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace OpenClaw.PowerShell.Completion;

/// <summary>Makes completion results of names.</summary>
internal static class Completions
{
    /// <summary>Finds the names that begin with what has been typed, quoted where the shell needs it.</summary>
    /// <param name="names">All names.</param>
    /// <param name="typed">What has been typed, maybe with an opening quote.</param>
    public static IEnumerable<CompletionResult> Matching(IEnumerable<string> names, string? typed)
    {
        var prefix = (typed ?? "").Trim('\'', '"');
        return names
            .Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase)
            .Select(name => new CompletionResult(Quote(name), name, CompletionResultType.ParameterValue, name));
    }

    /// <summary>Gets the value of a parameter that is on the line already, or the default.</summary>
    /// <param name="parameters">The parameters so far.</param>
    /// <param name="name">Name of the parameter.</param>
    public static T? Get<T>(IDictionary parameters, string name)
        where T : class
    {
        var value = parameters[name];
        return (value is PSObject wrapped ? wrapped.BaseObject : value) as T;
    }

    /// <summary>Gets the full path that a parameter on the line gives, or null.</summary>
    /// <param name="parameters">The parameters so far.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <exception cref="RuntimeException">There is no such file.</exception>
    public static string? GetPath(IDictionary parameters, string name)
    {
        if (Get<string>(parameters, name) is not { } path)
            return null;
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Convert-Path").AddParameter("LiteralPath", path).Invoke<string>().FirstOrDefault();
    }

    private static string Quote(string name) =>
        name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/')
        && !name.StartsWith('-')
            ? name
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
