namespace OpenClaw.Reliability.Crashes;

/// <summary>When the process is killed, seen from one of its requests.</summary>
internal enum KillMoment
{
    /// <summary>The server has received the request and not handled it.</summary>
    Before,

    /// <summary>The server has done what was asked and not answered.</summary>
    After,
}
