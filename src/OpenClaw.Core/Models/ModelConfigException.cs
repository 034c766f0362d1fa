namespace OpenClaw.Models;

/// <summary>A model config file that cannot be used, with everything that is wrong with it.</summary>
/// <param name="errorId">The error's id.</param>
/// <param name="message">All problems, one a line.</param>
/// <param name="path">The file.</param>
/// <param name="problems">The problems, in the file's order, warnings too.</param>
public sealed class ModelConfigException(string errorId, string message, string path, IReadOnlyList<ModelConfigProblem> problems)
    : OpenClawException(errorId, ErrorKind.InvalidArgument, message, path)
{
    /// <summary>Everything that is wrong with the file, in the file's order; warnings too.</summary>
    public IReadOnlyList<ModelConfigProblem> Problems { get; } = problems;
}
