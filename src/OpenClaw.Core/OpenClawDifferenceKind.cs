namespace OpenClaw;

/// <summary>What a difference between an instance as declared and as it is comes from, and what becomes of it.</summary>
public enum OpenClawDifferenceKind
{
    /// <summary>A declared field has another value. Install-OpenClaw puts it right.</summary>
    Drift,

    /// <summary>Something declared is not there. Install-OpenClaw puts it back.</summary>
    Missing,

    /// <summary>Something of this product is there that is no longer declared. Install-OpenClaw removes it.</summary>
    Extra,

    /// <summary>OpenClaw has not started with what is declared yet; it does with its pod's next start.</summary>
    Pending,

    /// <summary>
    /// A declared setting was changed inside OpenClaw, for example in the Control UI. It holds until its pod starts again, and is no drift.
    /// </summary>
    Overridden,

    /// <summary>Somebody else's, and kept: a field that is not declared and another field manager owns, or a setting of OpenClaw's user. No drift.</summary>
    UserOwned,
}
