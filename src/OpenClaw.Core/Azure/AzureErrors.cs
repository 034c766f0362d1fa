using System.Collections.Frozen;
using System.Globalization;
using Azure;
using Azure.Identity;
using OpenClaw.Resources;

namespace OpenClaw.Azure;

/// <summary>Turns what Azure and its SDK report into errors a user can act on: Azure's own code and words, and a remedy.</summary>
internal static class AzureErrors
{
    private static readonly FrozenDictionary<string, Rule> Rules = MakeRules();

    private sealed record Rule(string Id, ErrorKind Kind, Func<string> Remedy);

    /// <summary>Runs something and translates what it throws.</summary>
    /// <param name="target">What the error will be about.</param>
    /// <param name="work">What to run.</param>
    public static async Task<T> TranslateAsync<T>(object? target, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (TryTranslate(e, target) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>The error for an exception of the SDK, or null when it is none of its.</summary>
    public static OpenClawException? TryTranslate(Exception exception, object? target) => exception switch
    {
        RequestFailedException { Status: 0 } e => Unreachable(e, target),
        RequestFailedException e when e.GetRawResponse() is { } response => Translate(response, target, e),
        RequestFailedException e => Make(new ArmErrorDetail(e.ErrorCode, e.Message), e.Status, target, e),
        AuthenticationFailedException e => new OpenClawException(
            nameof(AzureMessages.AzureTokenRefused), ErrorKind.AuthenticationError,
            string.Format(CultureInfo.CurrentCulture, AzureMessages.AzureTokenRefused, e.Message), target, e),
        // Azure.Core throws one of these when every try has failed.
        AggregateException { InnerExceptions: [.., var last] } e => TryTranslate(last, target) ?? Unreachable(e, target),
        HttpRequestException or IOException => Unreachable(exception, target),
        _ => null,
    };

    /// <summary>The error for an answer that tells of a failure, whatever its status code (a failed operation comes with 200).</summary>
    public static OpenClawException Translate(Response response, object? target, Exception? inner = null) => Make(
        ArmErrorDetail.Read(response.Content) ?? new ArmErrorDetail(null, response.ReasonPhrase), response.Status, target, inner);

    /// <summary>The error for a failure that Azure wrote down in a resource.</summary>
    public static OpenClawException Translate(ArmErrorDetail detail, object? target) => Make(detail, 0, target, null);

    private static OpenClawException Make(ArmErrorDetail detail, int status, object? target, Exception? inner)
    {
        var cause = MostTelling(detail);
        var rule = RuleFor(cause, status);
        var code = cause.Code ?? (status == 0 ? "?" : status.ToString(CultureInfo.InvariantCulture));
        var text = string.Format(CultureInfo.CurrentCulture, AzureMessages.AzureRefused, code, (cause.Message ?? detail.Message ?? "").Trim(), rule.Remedy());
        return new OpenClawException(rule.Id, rule.Kind, text.TrimEnd(), target, inner);
    }

    /// <summary>The innermost detail we know a remedy for; wrappers such as <c>DeploymentFailed</c> say nothing by themselves.</summary>
    private static ArmErrorDetail MostTelling(ArmErrorDetail detail)
    {
        foreach (var inner in detail.Details ?? [])
        {
            var cause = MostTelling(inner);
            if (cause.Code is not null && Rules.ContainsKey(cause.Code)) return cause;
        }

        return detail;
    }

    private static Rule RuleFor(ArmErrorDetail cause, int status)
    {
        if (cause.Subcode is not null && Rules.TryGetValue(cause.Subcode, out var rule)) return rule;
        // AKS answers a size it does not offer with nothing but BadRequest and this sentence.
        if (cause.Message?.Contains("VM size", StringComparison.OrdinalIgnoreCase) == true
            && cause.Message.Contains("not allowed", StringComparison.OrdinalIgnoreCase))
        {
            return Rules["SkuNotAvailable"];
        }

        if (cause.Code is not null && Rules.TryGetValue(cause.Code, out rule)) return rule;
        return status switch
        {
            401 => Rules["InvalidAuthenticationToken"],
            403 => Rules["AuthorizationFailed"],
            404 => Rules["ResourceNotFound"],
            429 => Rules["Throttled"],
            >= 500 => new(nameof(AzureMessages.AzureUnavailable), ErrorKind.ConnectionError, () => AzureMessages.AzureUnavailable),
            _ => new(nameof(AzureMessages.AzureRefused), ErrorKind.OperationFailed, () => ""),
        };
    }

    private static OpenClawException Unreachable(Exception e, object? target)
    {
        var cause = e.GetBaseException().Message;
        return new OpenClawException(
            nameof(AzureMessages.AzureUnreachable), ErrorKind.ConnectionError,
            string.Format(CultureInfo.CurrentCulture, AzureMessages.AzureUnreachable, cause), target, e);
    }

    private static FrozenDictionary<string, Rule> MakeRules()
    {
        Dictionary<string, Rule> rules = new(StringComparer.OrdinalIgnoreCase);
        Add(nameof(AzureMessages.AzureQuotaExceeded), ErrorKind.LimitsExceeded, () => AzureMessages.AzureQuotaExceeded,
            "QuotaExceeded", "InsufficientVCPUQuota", "ErrCode_InsufficientVCPUQuota", "InsufficientQuota", "PublicIPCountLimitReached");
        Add(nameof(AzureMessages.AzureClusterLimit), ErrorKind.LimitsExceeded, () => AzureMessages.AzureClusterLimit,
            "ManagedClusterCountExceedsQuotaLimit");
        Add(nameof(AzureMessages.AzureCapacity), ErrorKind.ResourceUnavailable, () => AzureMessages.AzureCapacity,
            "AksCapacityHeavyUsage", "AllocationFailed", "ZonalAllocationFailed", "OverconstrainedAllocationRequest");
        Add(nameof(AzureMessages.AzureSkuNotAvailable), ErrorKind.NotSupported, () => AzureMessages.AzureSkuNotAvailable,
            "SkuNotAvailable", "VMSizeNotSupported", "InvalidVMSize", "ErrCode_VMSizeNotAllowed");
        Add(nameof(AzureMessages.AzureNotAuthorized), ErrorKind.PermissionDenied, () => AzureMessages.AzureNotAuthorized,
            "AuthorizationFailed", "LinkedAuthorizationFailed", "LinkedAccessCheckFailed");
        Add(nameof(AzureMessages.AzurePolicy), ErrorKind.PermissionDenied, () => AzureMessages.AzurePolicy,
            "RequestDisallowedByPolicy", "RequestDisallowedByAzure");
        Add(nameof(AzureMessages.AzureLocked), ErrorKind.PermissionDenied, () => AzureMessages.AzureLocked, "ScopeLocked");
        Add(nameof(AzureMessages.AzureProviderNotRegistered), ErrorKind.ResourceUnavailable, () => AzureMessages.AzureProviderNotRegistered,
            "MissingSubscriptionRegistration", "SubscriptionNotRegistered");
        Add(nameof(AzureMessages.AzureThrottled), ErrorKind.LimitsExceeded, () => AzureMessages.AzureThrottled,
            "Throttled", "TooManyRequests", "SubscriptionRequestsThrottled", "OperationThrottled");
        Add(nameof(AzureMessages.AzureBusy), ErrorKind.ResourceBusy, () => AzureMessages.AzureBusy,
            "OperationNotAllowed", "Conflict", "ResourceGroupBeingDeleted", "EtagMismatch", "PreconditionFailed");
        Add(nameof(AzureMessages.AzureTokenRefused), ErrorKind.AuthenticationError, () => AzureMessages.AzureTokenRemedy,
            "InvalidAuthenticationToken", "ExpiredAuthenticationToken", "AuthenticationFailed", "InvalidAuthenticationTokenTenant",
            "InvalidAuthenticationTokenAudience");
        Add(nameof(AzureMessages.AzureNotFound), ErrorKind.NotFound, () => AzureMessages.AzureNotFound,
            "ResourceNotFound", "ResourceGroupNotFound", "NotFound");
        Add(nameof(AzureMessages.AzureSubscriptionUnusable), ErrorKind.ResourceUnavailable, () => AzureMessages.AzureSubscriptionUnusable,
            "ReadOnlyDisabledSubscription", "SubscriptionNotFound", "DisallowedProvider");
        Add(nameof(AzureMessages.AzureLocation), ErrorKind.InvalidArgument, () => AzureMessages.AzureLocation,
            "LocationNotAvailableForResourceType", "LocationNotAvailableForResourceGroup", "NoRegisteredProviderFound");
        Add(nameof(AzureMessages.AzureKubernetesVersion), ErrorKind.NotSupported, () => AzureMessages.AzureKubernetesVersion,
            "K8sVersionNotSupported", "AgentPoolK8sVersionNotSupported");
        return rules.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

        void Add(string id, ErrorKind kind, Func<string> remedy, params string[] codes)
        {
            foreach (var code in codes) rules.Add(code, new Rule(id, kind, remedy));
        }
    }
}
