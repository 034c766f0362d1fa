using System.Net;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>Reads a user's entry of a kubeconfig.</summary>
internal static class KubeConfigUser
{
    /// <summary>Adds the user's credential to a connection.</summary>
    /// <param name="connection">The connection to the cluster.</param>
    /// <param name="user">The user's entry.</param>
    /// <param name="context">The context.</param>
    /// <param name="cancellationToken">Stops an exec plugin.</param>
    public static async Task<KubernetesConnection> SignInAsync(
        KubernetesConnection connection, KubeConfigNode user, KubeConfigContext context, CancellationToken cancellationToken)
    {
        connection = connection with { ClientCertificate = Certificate(user, context), Impersonate = Impersonate(user) };
        var token = Token(user, context);
        if (token is not null || user.Text("tokenFile") is not null)
            return connection with { GetTokenAsync = TokenSource(user, token) };
        if (user.Text("username") is { } name)
            return connection with { BasicCredential = new NetworkCredential(name, user.Text("password")) };
        if (user.Mapping("exec") is { } exec)
        {
            var plugin = new ExecPlugin(ExecPluginSettings.Read(exec, context.UserName!), connection);
            var credential = await plugin.GetAsync(refresh: false, cancellationToken).ConfigureAwait(false);
            return connection with
            {
                ClientCertificate = credential.Certificate ?? connection.ClientCertificate,
                GetTokenAsync = credential.Token is null
                    ? null
                    : async (refresh, stop) => (await plugin.GetAsync(refresh, stop).ConfigureAwait(false)).Token,
            };
        }

        return user.Mapping("auth-provider") is { } provider
            ? throw KubeConfigError.Make(
                nameof(KubeConfigMessages.KubeConfigAuthProvider),
                KubeConfigMessages.KubeConfigAuthProvider,
                context.Name,
                user.Source,
                context.UserName!,
                provider.Text("name") ?? "")
            : connection;
    }

    private static System.Security.Cryptography.X509Certificates.X509Certificate2? Certificate(KubeConfigNode user, KubeConfigContext context)
    {
        var (certificate, key) =
            (KubeConfigData.Pem(user, "client-certificate", context.Name), KubeConfigData.Pem(user, "client-key", context.Name));
        return (certificate, key) switch
        {
            (null, null) => null,
            ({ } c, { } k) => KubeConfigData.KeyPair(c, k)
                ?? throw KubeConfigError.Incomplete(user.Source, context.Name, KubeConfigMessages.BadKeyPair),
            _ => throw KubeConfigError.Incomplete(user.Source, context.Name, KubeConfigMessages.HalfKeyPair),
        };
    }

    private static string? Token(KubeConfigNode user, KubeConfigContext context)
    {
        var token = user.Text("token");
        return token is null || IsHeaderValue(token)
            ? token
            : throw KubeConfigError.Incomplete(user.Source, context.Name, KubeConfigMessages.BadToken, context.UserName!);
    }

    // The file is replaced while it is in use (projected service-account tokens), so it is read each time; as kubectl has it,
    // the last token that could be read goes on being used.
    private static Func<bool, CancellationToken, ValueTask<string?>> TokenSource(KubeConfigNode user, string? token)
    {
        if (user.Text("tokenFile") is not { } file)
            return (_, _) => ValueTask.FromResult(token);
        var path = KubeConfigData.FullPath(user, file);
        var last = token;
        return async (_, cancellationToken) =>
        {
            try
            {
                var text = (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
                last = text.Length > 0 && IsHeaderValue(text) ? text : last;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
            }

            return last ?? throw KubeConfigError.Incomplete(user.Source, "tokenFile", KubeConfigMessages.FileUnreadable, "tokenFile", path);
        };
    }

    private static bool IsHeaderValue(string token) => token.All(static c => c is > ' ' and < '\x7f');

    private static Impersonation? Impersonate(KubeConfigNode user) => user.Text("as") is { } name
        ? new(name, user.Text("as-uid"), user.Texts("as-groups"), user.TextLists("as-user-extra"))
        : null;
}
