using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>A long-running operation, polled by its id. Guarded by <see cref="ResourceManager.Sync"/>.</summary>
internal sealed class Operation(string location, DateTimeOffset startTime, CancellationTokenSource cancellation)
{
    /// <summary>A GUID.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>The region it runs in.</summary>
    public string Location { get; } = location;

    /// <summary>Ends it early, when another operation takes its place.</summary>
    public CancellationTokenSource Cancellation { get; } = cancellation;

    /// <summary><c>InProgress</c>, <c>Succeeded</c> or <c>Failed</c>.</summary>
    public string Status { get; private set; } = "InProgress";

    public bool IsDone => EndTime is not null;

    private DateTimeOffset? EndTime { get; set; }

    private ArmException? Error { get; set; }

    public void Complete(DateTimeOffset now, ArmException? error)
    {
        EndTime = now;
        Error = error;
        Status = error is null ? "Succeeded" : "Failed";
    }

    /// <summary>The operation as <c>locations/{location}/operations/{id}</c> shows it.</summary>
    public JsonObject ToJson()
    {
        var operation = new JsonObject { ["name"] = Id, ["status"] = Status, ["startTime"] = startTime.UtcDateTime.ToString("o") };
        if (EndTime is { } end)
            operation["endTime"] = end.UtcDateTime.ToString("o");
        if (Error is not null)
            operation["error"] = new JsonObject { ["code"] = Error.Code, ["message"] = Error.Message };
        return operation;
    }
}
