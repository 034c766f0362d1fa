namespace OpenClaw.Sandbox.Faults;

/// <summary>When the connection of a request is reset.</summary>
internal enum FaultMoment
{
    /// <summary>Before the request is served: nothing has changed.</summary>
    Before,

    /// <summary>The request was served and its answer is lost.</summary>
    After,

    /// <summary>The request was served and half of its answer arrives.</summary>
    Middle,
}
