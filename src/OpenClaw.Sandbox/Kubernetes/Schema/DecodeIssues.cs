namespace OpenClaw.Sandbox.Kubernetes.Schema;

/// <summary>What strict decoding complains of: fields nobody declared, and fields given twice.</summary>
internal sealed class DecodeIssues
{
    private readonly List<string> _messages = [];

    public IReadOnlyList<string> Messages => _messages;

    public void AddUnknown(string path) => _messages.Add($"unknown field \"{path}\"");

    public void AddDuplicate(string path) => _messages.Add($"duplicate field \"{path}\"");
}
