using Azure;

namespace OpenClaw.Azure;

/// <summary>
/// Something Azure has accepted and works on. Followed at the address in <c>Azure-AsyncOperation</c> (the body says how it stands) or
/// <c>Location</c> (the status code does); an answer with neither is done already.
/// </summary>
internal sealed class LongRunningOperation
{
    private readonly ArmRequests _requests;
    private readonly string? _address;
    private readonly bool _statusInBody;
    private readonly object? _target;

    /// <summary>Begins with the answer to the request that started it.</summary>
    public LongRunningOperation(ArmRequests requests, Response accepted, object? target)
    {
        _requests = requests;
        _target = target;
        _statusInBody = accepted.Headers.TryGetValue("Azure-AsyncOperation", out _address);
        if (!_statusInBody && accepted.Status is 201 or 202) accepted.Headers.TryGetValue("Location", out _address);
        IsCompleted = _address is null;
        Status = IsCompleted ? "Succeeded" : "InProgress";
        RetryAfter = Azure.RetryAfter.Of(accepted);
    }

    /// <summary>True when Azure has finished, well.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>Azure's word for how it stands, for example <c>InProgress</c>.</summary>
    public string Status { get; private set; }

    /// <summary>How long Azure asked to wait before the next look, or null.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Asks Azure how it stands.</summary>
    /// <exception cref="OpenClawException">It failed or was cancelled; the message holds Azure's code and words.</exception>
    public async Task UpdateAsync(CancellationToken cancellationToken)
    {
        if (IsCompleted) return;
        var response = await _requests.PollAsync(_address!, cancellationToken).ConfigureAwait(false);
        RetryAfter = Azure.RetryAfter.Of(response);
        if (!_statusInBody || response.Status == 404)
        {
            // The record of an operation may be gone before we look again; what it made is read back anyway.
            IsCompleted = response.Status != 202;
            return;
        }

        Status = ArmRequests.Read(response, AzureJsonContext.Default.OperationStatus).Status;
        if (Status is "Failed" or "Canceled") throw AzureErrors.Translate(response, _target);
        IsCompleted = Status == "Succeeded";
    }
}
