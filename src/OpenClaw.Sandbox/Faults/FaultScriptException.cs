namespace OpenClaw.Sandbox.Faults;

/// <summary>A fault script that cannot be played; the message says where and what to write instead.</summary>
internal sealed class FaultScriptException(string message) : Exception(message);
