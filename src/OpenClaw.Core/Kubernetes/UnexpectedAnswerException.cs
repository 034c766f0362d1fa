namespace OpenClaw.Kubernetes;

/// <summary>Says from within the reading of an answer that it is not what an API server sends.</summary>
internal sealed class UnexpectedAnswerException : Exception;
