using System.Collections.Concurrent;
using System.Globalization;
using Azure.Core;
using Azure.Identity;
using OpenClaw.Resources;

namespace OpenClaw.Azure;

/// <summary>
/// Tries each way to sign in until one gives a token, and stays with it. Keeps tokens while they live, because some ways start a
/// process for each.
/// </summary>
/// <param name="sources">The ways, in order.</param>
internal sealed class SignInCredential(IReadOnlyList<SignInSource> sources) : TokenCredential
{
    private static readonly TimeSpan RefreshBefore = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, AccessToken> _tokens = new(StringComparer.Ordinal);

    /// <summary>The way that worked, or null before the first token.</summary>
    public SignInKind? Used => _used?.Kind;

    private SignInSource? _used = sources.Count == 1 ? sources[0] : null;

    /// <inheritdoc/>
    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        var key = string.Join(' ', requestContext.Scopes) + "|" + requestContext.TenantId;
        // A claims challenge means that the kept token was refused.
        if (requestContext.Claims is null && TryGetKept(key, out var kept)) return kept;

        var token = await SignInAsync(requestContext, cancellationToken).ConfigureAwait(false);
        _tokens[key] = token;
        return token;
    }

    /// <inheritdoc/>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        GetTokenAsync(requestContext, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <summary>Drops the kept tokens, after a server has refused one.</summary>
    public void Forget() => _tokens.Clear();

    private bool TryGetKept(string key, out AccessToken token) =>
        _tokens.TryGetValue(key, out token) && token.ExpiresOn - RefreshBefore > DateTimeOffset.UtcNow;

    private async Task<AccessToken> SignInAsync(TokenRequestContext request, CancellationToken cancellationToken)
    {
        List<string> tried = [];
        Exception? last = null;
        foreach (var source in _used is { } used ? [used] : sources)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (source.Timeout is { } timeout) limit.CancelAfter(timeout);
            try
            {
                var token = await source.Credential.GetTokenAsync(request, limit.Token).ConfigureAwait(false);
                _used = source;
                return token;
            }
            catch (AuthenticationFailedException e)
            {
                tried.Add($"  {source.Name}: {FirstLine(e)}");
                last = e;
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                tried.Add($"  {source.Name}: {AzureMessages.SignInTimedOut}");
                last = e;
            }
        }

        throw new OpenClawException(
            nameof(AzureMessages.AzureSignInFailed), ErrorKind.AuthenticationError,
            string.Format(
                CultureInfo.CurrentCulture, AzureMessages.AzureSignInFailed, string.Join(Environment.NewLine, tried), RemedyFor(sources)),
            inner: last);
    }

    private static string RemedyFor(IReadOnlyList<SignInSource> sources) => sources[0].Kind switch
    {
        SignInKind.ServicePrincipal => AzureMessages.SignInRemedyServicePrincipal,
        SignInKind.ManagedIdentity => AzureMessages.SignInRemedyManagedIdentity,
        _ => AzureMessages.SignInRemedy,
    };

    private static string FirstLine(Exception e)
    {
        var end = e.Message.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? e.Message : e.Message[..end];
    }
}
