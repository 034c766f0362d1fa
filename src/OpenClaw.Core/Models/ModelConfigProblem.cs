namespace OpenClaw.Models;

/// <summary>Whether a problem stops the work.</summary>
public enum ModelConfigSeverity
{
    /// <summary>The file can be used; the user should know.</summary>
    Warning,

    /// <summary>The file cannot be used.</summary>
    Error,
}

/// <summary>One thing wrong, or unusual, in a model config file. Holds no key.</summary>
/// <param name="Line">Line, from 1; 0 where the file as a whole is meant.</param>
/// <param name="Column">Column in characters, from 1; 0 where the file as a whole is meant.</param>
/// <param name="Path">Where in the document, for example <c>azureOpenAI[0].key</c>; empty for the whole document.</param>
/// <param name="Problem">What is wrong, a sentence.</param>
/// <param name="Remedy">What to write instead, a sentence; empty where there is nothing to do.</param>
/// <param name="Severity">Whether it stops the work.</param>
public sealed record ModelConfigProblem(
    int Line, int Column, string Path, string Problem, string Remedy, ModelConfigSeverity Severity = ModelConfigSeverity.Error)
{
    /// <summary>The problem on one line, as compilers write it: <c>azure-openai.json:12: what is wrong. What to write.</c></summary>
    /// <param name="fileName">The file's name to begin with.</param>
    public string Format(string fileName) =>
        $"{fileName}{(Line > 0 ? $":{Line}" : "")}: {Problem}{(Remedy.Length > 0 ? " " : "")}{Remedy}";
}
