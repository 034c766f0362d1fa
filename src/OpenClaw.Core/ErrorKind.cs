namespace OpenClaw;

/// <summary>What sort of failure an <see cref="OpenClawException"/> is; the shell maps it to its own error category.</summary>
public enum ErrorKind
{
    /// <summary>The operation failed for a reason none of the others names.</summary>
    OperationFailed,

    /// <summary>An argument or file the caller gave is wrong.</summary>
    InvalidArgument,

    /// <summary>Something that was named does not exist.</summary>
    NotFound,

    /// <summary>Something of that name exists and is not ours to change.</summary>
    AlreadyExists,

    /// <summary>The caller is known but not allowed to do this.</summary>
    PermissionDenied,

    /// <summary>The caller could not be signed in, or the credential was refused or expired.</summary>
    AuthenticationError,

    /// <summary>A quota or limit is too small.</summary>
    LimitsExceeded,

    /// <summary>The thing exists but is not in a state to be used (stopped, failed, not ready).</summary>
    ResourceUnavailable,

    /// <summary>Somebody else is working on the same thing, or it is in use.</summary>
    ResourceBusy,

    /// <summary>Another owner holds what was to be changed.</summary>
    Conflict,

    /// <summary>The time given was not enough.</summary>
    Timeout,

    /// <summary>The other side could not be reached or broke off.</summary>
    ConnectionError,

    /// <summary>The other side answered with something that cannot be used.</summary>
    InvalidData,

    /// <summary>It cannot be done on this machine, cluster or version.</summary>
    NotSupported,
}
