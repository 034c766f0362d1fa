using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using OpenClaw.Resources;

namespace OpenClaw.Azure;

/// <summary>Finds the subscription to work in.</summary>
internal static class SubscriptionChoice
{
    /// <summary>
    /// The one that was asked for by id or name; else the one selected in the tool that signed us in; else the only one.
    /// </summary>
    /// <exception cref="OpenClawException">There is none, or more than one and no way to tell.</exception>
    public static async Task<string> FindAsync(AzureConnection connection, string? wanted, CancellationToken cancellationToken)
    {
        wanted ??= SelectedInTool(connection.Credential.Used);
        List<(string Id, string Name, bool Enabled)> all = [];
        await foreach (var subscription in connection.Client.GetSubscriptions().GetAllAsync(cancellationToken).ConfigureAwait(false))
        {
            var state = subscription.Data.State?.ToString();
            all.Add((subscription.Data.SubscriptionId, subscription.Data.DisplayName ?? "", state is null or "Enabled" or "Warned" or "PastDue"));
        }

        var found = wanted is null
            ? all.FindAll(s => s.Enabled)
            : all.FindAll(s => Same(s.Id, wanted) || Same(s.Name, wanted));
        return found switch
        {
            [var (id, name, enabled)] => enabled ? id : throw Error(nameof(AzureMessages.SubscriptionDisabled), AzureMessages.SubscriptionDisabled, ErrorKind.ResourceUnavailable, name, id),
            [] when wanted is not null => throw Error(nameof(AzureMessages.SubscriptionNotFound), AzureMessages.SubscriptionNotFound, ErrorKind.NotFound, wanted, Listed(all)),
            [] => throw Error(nameof(AzureMessages.SubscriptionNone), AzureMessages.SubscriptionNone, ErrorKind.NotFound),
            _ => throw Error(nameof(AzureMessages.SubscriptionAmbiguous), AzureMessages.SubscriptionAmbiguous, ErrorKind.InvalidArgument, Listed(found)),
        };
    }

    /// <summary>The subscription selected in the Azure CLI or in Azure PowerShell, when that is how we are signed in.</summary>
    private static string? SelectedInTool(SignInKind? used) => used switch
    {
        SignInKind.AzureCli => ReadProfile(Environment.GetEnvironmentVariable("AZURE_CONFIG_DIR") ?? Home(".azure"), "azureProfile.json", CliDefault),
        SignInKind.AzurePowerShell => ReadProfile(Home(".Azure"), "AzureRmContext.json", PowerShellDefault),
        _ => null,
    };

    internal static string? CliDefault(JsonObject profile) => (profile["subscriptions"] as JsonArray)?
        .OfType<JsonObject>().FirstOrDefault(s => (bool?)s["isDefault"] == true)?["id"]?.GetValue<string>();

    internal static string? PowerShellDefault(JsonObject profile) =>
        (string?)profile["DefaultContextKey"] is { } key ? (string?)profile["Contexts"]?[key]?["Subscription"]?["Id"] : null;

    private static string? ReadProfile(string folder, string file, Func<JsonObject, string?> select)
    {
        try
        {
            // The CLI writes its profile with a byte order mark, which ReadAllText takes away.
            return JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file))) is JsonObject profile ? select(profile) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // It belongs to another program; without it the user is asked.
            return null;
        }
    }

    private static string Home(string folder) =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), folder);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Listed(IEnumerable<(string Id, string Name, bool Enabled)> subscriptions) =>
        string.Join(Environment.NewLine, subscriptions.Select(s => $"  {s.Id}  {s.Name}"));

    private static OpenClawException Error(string id, string text, ErrorKind kind, params object[] arguments) =>
        new(id, kind, string.Format(CultureInfo.CurrentCulture, text, arguments), arguments.FirstOrDefault());
}
