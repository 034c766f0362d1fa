using System.Collections.Concurrent;
using OpenClaw.Operations;

namespace OpenClaw.Core.Tests.Azure;

/// <summary>A caller that keeps every message and question, and answers yes or no.</summary>
internal sealed class RecordedContext
{
    private readonly ConcurrentQueue<OperationMessage> _messages = new();

    public RecordedContext(bool allow = true, bool whatIf = false) => Context = new OperationContext
    {
        Write = message =>
        {
            _messages.Enqueue(message);
            OnMessage?.Invoke(message);
        },
        ShouldChange = (target, action, _) =>
        {
            Questions.Add($"{action} {target}");
            return Task.FromResult(allow && !whatIf);
        },
        WhatIf = whatIf,
    };

    public OperationContext Context { get; }

    public Action<OperationMessage>? OnMessage { get; set; }

    public List<string> Questions { get; } = [];

    public IEnumerable<OperationMessage> Messages => _messages;

    public IEnumerable<string> Verbose => _messages.OfType<VerboseMessage>().Select(m => m.Text);

    public IEnumerable<string> Warnings => _messages.OfType<WarningMessage>().Select(m => m.Text);

    public IEnumerable<string> Debug => _messages.OfType<DebugMessage>().Select(m => m.Text);

    public IEnumerable<ProgressMessage> Progress => _messages.OfType<ProgressMessage>();
}
