namespace OpenClaw.Operations;

/// <summary>CPU and memory of one program, as Kubernetes quantities.</summary>
/// <param name="CpuRequest">CPU it is promised, for example <c>250m</c>.</param>
/// <param name="MemoryRequest">Memory it is promised, for example <c>1536Mi</c>.</param>
/// <param name="MemoryLimit">Memory at which it is killed, for example <c>3Gi</c>.</param>
public sealed record ProgramResources(string CpuRequest, string MemoryRequest, string MemoryLimit);
