namespace OpenClaw.Kubernetes;

/// <summary>One cause of a refused request.</summary>
/// <param name="Reason">For example <c>FieldValueInvalid</c> or <c>FieldManagerConflict</c>.</param>
/// <param name="Message">The server's words.</param>
/// <param name="Field">The field's path, for example <c>.spec.replicas</c>.</param>
public sealed record KubernetesStatusCause(string Reason, string Message, string Field);
