using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;

namespace OpenClaw.Sandbox.Pods;

/// <summary>What a pod's status says about one container. Never changed, only replaced, so that a status can be written at any time.</summary>
internal sealed record ContainerState
{
    /// <summary>Why it waits, or null when it runs or is over.</summary>
    public string? WaitingReason { get; init; }

    /// <summary>More about why it waits.</summary>
    public string? WaitingMessage { get; init; }

    /// <summary>Since when it runs, or null.</summary>
    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>How its last finished run ended, or null.</summary>
    public JsonObject? LastTermination { get; init; }

    /// <summary>How it ended for now or for good, or null.</summary>
    public JsonObject? Termination { get; init; }

    public int RestartCount { get; init; }

    public bool Started { get; init; }

    public bool Ready { get; init; }

    public string? ContainerId { get; init; }

    /// <summary>Whether it ever ran.</summary>
    public bool EverRan => RunningSince is not null || Termination is not null || LastTermination is not null;

    public ContainerState Waiting(string reason, string? message) => this with
    {
        WaitingReason = reason,
        WaitingMessage = message,
        RunningSince = null,
        LastTermination = Termination ?? LastTermination,
        Termination = null,
        Started = false,
        Ready = false,
    };

    public ContainerState Running() => this with
    {
        WaitingReason = null,
        WaitingMessage = null,
        LastTermination = Termination ?? LastTermination,
        Termination = null,
        RunningSince = DateTimeOffset.UtcNow,
        ContainerId = "sandbox://" + Guid.NewGuid().ToString("N"),
    };

    public ContainerState Terminated(int exitCode, string? reason = null) => this with
    {
        RunningSince = null,
        Started = false,
        Ready = false,
        Termination = new JsonObject
        {
            ["exitCode"] = exitCode,
            ["reason"] = reason ?? (exitCode == 0 ? "Completed" : "Error"),
            ["startedAt"] = (RunningSince ?? DateTimeOffset.UtcNow).ToApiTime(),
            ["finishedAt"] = DateTimeOffset.UtcNow.ToApiTime(),
            ["containerID"] = ContainerId,
        },
    };

    /// <summary>The entry of containerStatuses.</summary>
    public JsonObject ToStatus(JsonObject spec)
    {
        var state = new JsonObject();
        if (Termination is not null)
            state["terminated"] = Termination.DeepClone();
        else if (RunningSince is { } since)
            state["running"] = new JsonObject { ["startedAt"] = since.ToApiTime() };
        else
            state["waiting"] = WaitingMessage is null ? new JsonObject { ["reason"] = WaitingReason } : new JsonObject { ["reason"] = WaitingReason, ["message"] = WaitingMessage };
        var status = new JsonObject
        {
            ["name"] = spec.Text("name"),
            ["image"] = spec.Text("image"),
            ["imageID"] = ContainerId is null ? "" : ImageCatalog.IdOf(spec.Text("image") ?? ""),
            ["ready"] = Ready,
            ["started"] = Started,
            ["restartCount"] = RestartCount,
            ["state"] = state,
            ["lastState"] = LastTermination is null ? new JsonObject() : new JsonObject { ["terminated"] = LastTermination.DeepClone() },
        };
        if (ContainerId is not null)
            status["containerID"] = ContainerId;
        return status;
    }
}
