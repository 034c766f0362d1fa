using System.Security;
using System.Text.Json.Nodes;
using OpenClaw;
using OpenClaw.Azure;
using OpenClaw.Models;
using OpenClaw.Operations;
using OpenClaw.Operations.Backups;
using OpenClaw.Operations.Changes;

// The first line of standard input says which sandbox and which model; it holds the access token, which no command line should.
var input = JsonNode.Parse((await Console.In.ReadLineAsync())!)!;
string Text(string name) => (string)input[name]!;

var token = new SecureString();
foreach (var character in Text("accessToken"))
    token.AppendChar(character);
var endpoint = new Uri(Text("resourceManagerEndpoint"));
var signIn = new AzureSignInOptions
{
    AccessToken = token,
    ResourceManagerEndpoint = endpoint,
    CertificateAuthorityPath = Text("certificateAuthority"),
    Subscription = Text("subscriptionId"),
    TenantId = Text("tenantId"),
};
var context = new OperationContext
{
    Write = message =>
    {
        if (message is VerboseMessage verbose)
            Console.Out.WriteLine(verbose.Text);
        else if (message is WarningMessage warning)
            Console.Out.WriteLine(warning.Text);
    },
};
if (input["restore"] is not null)
    return await RestoreFlow.RunAsync(Text("name"), Text("restore"), signIn, context);
try
{
    var name = Text("name");
    var image = (string?)input["image"];
    if (Text("flow") == "install")
    {
        var config = await ModelConfigReader.ReadAsync(Text("modelConfig"), context, CancellationToken.None);
        var made = await NewClusterOperation.RunAsync(new NewClusterOptions { Name = name }, signIn, context, CancellationToken.None);
        var options = new InstallOptions { Name = name, ModelName = Text("modelName"), OpenClawImage = image ?? InstallOptions.DefaultOpenClawImage };
        await InstallOperation.RunAsync(made!, options, config, context, CancellationToken.None);
        return 0;
    }
    var cluster = (await GetClustersOperation.RunAsync(name, null, signIn, context, CancellationToken.None))[0];
    // Where nothing runs in the pods of the servers it is killed at, no chat can be had, nor a backup.
    var runsPods = input["runsPods"] is not null;
    var changes = new ChangeOptions { SkipChat = !runsPods, SkipBackup = !runsPods };
    const string Namespace = "openclaw-ns";
    switch (Text("flow"))
    {
        case "rotate":
            await ResetSecretOperation.RunAsync(
                cluster, name, Namespace, new(OpenClawSecretName.LiteLLMMasterKey), changes, context, CancellationToken.None);
            break;
        case "update":
            await UpdateOperation.RunAsync(
                cluster, name, Namespace, new() { ModelName = Text("modelName"), MaxTokens = 4096, OpenClawImage = image }, changes, context,
                CancellationToken.None);
            break;
        case "backup":
            await BackupOperation.RunAsync(cluster, name, Namespace, new() { Path = Text("backup"), Offline = true }, context, CancellationToken.None);
            break;
        case "scale":
            await SetClusterOperation.RunAsync(cluster, new() { NodeSize = Text("nodeSize") }, context, CancellationToken.None);
            break;
        case "uninstall":
            await UninstallOperation.RunAsync(cluster, name, Namespace, new(), context, CancellationToken.None);
            break;
        default:
            throw new InvalidOperationException("There is no such flow.");
    }
    return 0;
}
catch (OpenClawException e)
{
    Console.Error.WriteLine($"{e.ErrorId} ({e.Kind}): {e.Message}");
    return 1;
}
