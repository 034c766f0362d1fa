using System.Security;
using System.Text.Json.Nodes;
using OpenClaw;
using OpenClaw.Azure;
using OpenClaw.Models;
using OpenClaw.Operations;

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
try
{
    var config = await ModelConfigReader.ReadAsync(Text("modelConfig"), context, CancellationToken.None);
    var cluster = await NewClusterOperation.RunAsync(
        new NewClusterOptions { Name = Text("name") }, signIn, context, CancellationToken.None);
    var options = new InstallOptions { Name = Text("name"), ModelName = Text("modelName") };
    await InstallOperation.RunAsync(cluster!, options, config, context, CancellationToken.None);
    return 0;
}
catch (OpenClawException e)
{
    Console.Error.WriteLine($"{e.ErrorId} ({e.Kind}): {e.Message}");
    return 1;
}
