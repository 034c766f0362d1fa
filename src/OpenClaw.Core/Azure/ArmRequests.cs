using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Core;
using Azure.ResourceManager;
using OpenClaw.Resources;

namespace OpenClaw.Azure;

/// <summary>
/// Sends requests through an <see cref="ArmClient"/>'s own pipeline (authentication, retries, log). For what Azure.ResourceManager's
/// generic resources cannot say: POST actions, If-None-Match, lists of other providers.
/// </summary>
internal sealed class ArmRequests(ArmClient client, ResourceIdentifier scope) : ArmResource(client, scope)
{
    /// <summary>Gets one object, or null when it or its group is not there.</summary>
    /// <exception cref="RequestFailedException">Azure refused.</exception>
    public async Task<T?> GetAsync<T>(string path, string apiVersion, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var response = await SendAsync(RequestMethod.Get, Address(path, apiVersion), null, null, cancellationToken).ConfigureAwait(false);
        if (response.Status == 404) return null;
        ThrowUnlessSuccess(response);
        return Read(response, type);
    }

    /// <summary>Gets all pages of a list.</summary>
    /// <exception cref="RequestFailedException">Azure refused.</exception>
    public async IAsyncEnumerable<T> ListAsync<T>(
        string path, string apiVersion, JsonTypeInfo<ArmPage<T>> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (Uri? next = Address(path, apiVersion); next is not null;)
        {
            var response = await SendAsync(RequestMethod.Get, next, null, null, cancellationToken).ConfigureAwait(false);
            ThrowUnlessSuccess(response);
            var page = Read(response, type);
            foreach (var item in page.Value) yield return item;
            next = string.IsNullOrEmpty(page.NextLink) ? null : OwnAddress(page.NextLink);
        }
    }

    /// <summary>Sends a request that changes or does something, and returns Azure's answer.</summary>
    /// <exception cref="RequestFailedException">Azure refused.</exception>
    public async Task<Response> SendAsync(
        RequestMethod method, string path, string apiVersion, BinaryData? body, CancellationToken cancellationToken,
        (string Name, string Value)? condition = null)
    {
        var response = await SendAsync(method, Address(path, apiVersion), body, condition, cancellationToken).ConfigureAwait(false);
        ThrowUnlessSuccess(response);
        return response;
    }

    /// <summary>Asks how a long-running operation is, at the address Azure gave for that. A 404 is handed back.</summary>
    public async Task<Response> PollAsync(string address, CancellationToken cancellationToken)
    {
        var response = await SendAsync(RequestMethod.Get, OwnAddress(address), null, null, cancellationToken).ConfigureAwait(false);
        if (response.Status != 404) ThrowUnlessSuccess(response);
        return response;
    }

    /// <summary>Reads a response's JSON.</summary>
    /// <exception cref="OpenClawException">It is not the JSON that was expected.</exception>
    public static T Read<T>(Response response, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(response.Content, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new OpenClawException(
                nameof(AzureMessages.AzureAnswerUnreadable), ErrorKind.InvalidData,
                string.Format(CultureInfo.CurrentCulture, AzureMessages.AzureAnswerUnreadable, typeof(T).Name, e.Message), inner: e);
        }
    }

    private async Task<Response> SendAsync(
        RequestMethod method, Uri address, BinaryData? body, (string Name, string Value)? header, CancellationToken cancellationToken)
    {
        using var message = Pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(address);
        message.Request.Headers.Add("Accept", "application/json");
        if (header is var (name, value)) message.Request.Headers.Add(name, value);
        if (body is not null)
        {
            message.Request.Headers.Add("Content-Type", "application/json");
            message.Request.Content = RequestContent.Create(body);
        }

        await Pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return message.Response;
    }

    private static void ThrowUnlessSuccess(Response response)
    {
        if (response.Status is < 200 or > 299) throw new RequestFailedException(response);
    }

    private Uri Address(string path, string apiVersion) =>
        new(Endpoint, path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "api-version=" + apiVersion);

    /// <summary>An address that Azure gave us, if our token may go there: the same host, or a region's host below it.</summary>
    private Uri OwnAddress(string address)
    {
        if (Uri.TryCreate(Endpoint, address, out var uri) && uri.Scheme == Endpoint.Scheme
            && (uri.Authority.Equals(Endpoint.Authority, StringComparison.OrdinalIgnoreCase)
                || uri.Host.EndsWith("." + Endpoint.Host, StringComparison.OrdinalIgnoreCase)))
        {
            return uri;
        }

        throw new OpenClawException(
            nameof(AzureMessages.AzureAddressForeign), ErrorKind.InvalidData,
            string.Format(CultureInfo.CurrentCulture, AzureMessages.AzureAddressForeign, uri?.Host ?? "?", Endpoint.Host));
    }
}
