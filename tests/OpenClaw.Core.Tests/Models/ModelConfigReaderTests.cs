using System.Text;
using OpenClaw.Models;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Models;

public class ModelConfigReaderTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private const string Valid = """
        {
          // comments and trailing commas are allowed
          "apiVersion": "2025-04-01-preview",
          "deploymentName": "gpt-prod",
          "azureOpenAI": [
            {"name": "primary", "endpoint": "https://one.openai.azure.com/", "key": "0123456789abcdef0123456789abcdef"},
            {"name": "second", "endpoint": "https://two.openai.azure.com", "key": "fedcba9876543210fedcba9876543210",},
          ],
        }
        """;

    [Fact]
    public async Task A_valid_file_is_read_and_shows_no_key()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(path, Valid, new UTF8Encoding(true), TestContext.Current.CancellationToken);
        try
        {
            var messages = new List<OperationMessage>();
            var config = await ModelConfigReader.ReadAsync(path, new() { Write = messages.Add }, TestContext.Current.CancellationToken);
            Assert.Equal(("2025-04-01-preview", "gpt-prod", path), (config.ApiVersion, config.DeploymentName, config.Path));
            Assert.Equal(["primary", "second"], config.Endpoints.Select(e => e.Name));
            Assert.Equal(["https://one.openai.azure.com/", "https://two.openai.azure.com/"], config.Endpoints.Select(e => e.Endpoint.AbsoluteUri));
            Assert.Equal(Key, config.Endpoints[0].Key);
            Assert.DoesNotContain(messages, m => m is WarningMessage || m.ToString().Contains(Key, StringComparison.Ordinal));
            Assert.DoesNotContain(Key, $"{config} {config.Endpoints[0]}", StringComparison.Ordinal);
            Assert.DoesNotContain(typeof(OpenClawModelEndpoint).GetProperties(), p => p.Name == "Key");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    // values
    [InlineData("\"apiVersion\": \"2025-04-01-preview\"", "\"apiVersion\": \"2025-13-01\"", 3, "apiVersion", "not a version")]
    [InlineData("\"apiVersion\": \"2025-04-01-preview\"", "\"apiVersion\": 1", 3, "apiVersion", "is a number")]
    [InlineData("\"apiVersion\": \"2025-04-01-preview\"", "\"apiVersion\": \"\"", 3, "apiVersion", "is empty")]
    [InlineData("  \"apiVersion\": \"2025-04-01-preview\",", "", 1, "apiVersion", "is missing")]
    [InlineData("\"gpt-prod\"", "\"gpt prod\"", 4, "deploymentName", "not a name a deployment can have")]
    [InlineData("\"gpt-prod\"", "\"<your-deployment-name>\"", 4, "deploymentName", "'<your-deployment-name>'")]
    [InlineData("\"gpt-prod\"", "null", 4, "deploymentName", "is null")]
    [InlineData("\"primary\"", "\"a\\tb\"", 6, "azureOpenAI[0].name", "characters it cannot have")]
    [InlineData("\"second\"", "\"PRIMARY\"", 7, "azureOpenAI[1].name", "Line 6 has this name")]
    // endpoints
    [InlineData("https://one.openai.azure.com/", "http://one.openai.azure.com/", 6, "azureOpenAI[0].endpoint", "https://")]
    [InlineData("https://one.openai.azure.com/", "one.openai.azure.com", 6, "azureOpenAI[0].endpoint", "not a URL")]
    [InlineData("https://one.openai.azure.com/", "https://one.openai.azure.com:8443/", 6, "azureOpenAI[0].endpoint", "443 only")]
    [InlineData("https://one.openai.azure.com/", "https://one.openai.azure.com/other", 6, "azureOpenAI[0].endpoint", "path after one.openai.azure.com")]
    [InlineData("https://one.openai.azure.com/", "https://u:p@one.openai.azure.com/", 6, "azureOpenAI[0].endpoint", "user name or password")]
    [InlineData("https://one.openai.azure.com/", "https://one.openai.azure.com/?a=b", 6, "azureOpenAI[0].endpoint", "query")]
    [InlineData("https://one.openai.azure.com/", "https://<your-resource-name>.openai.azure.com/", 6, "azureOpenAI[0].endpoint", "'<your-resource-name>'")]
    [InlineData("https://two.openai.azure.com", "https://ONE.openai.azure.com", 7, "azureOpenAI[1].endpoint", "Line 6 has this endpoint")]
    // keys
    [InlineData("0123456789abcdef0123456789abcdef", "", 6, "azureOpenAI[0].key", "is empty")]
    [InlineData("0123456789abcdef0123456789abcdef", "<your-api-key>", 6, "azureOpenAI[0].key", "'<your-api-key>'")]
    [InlineData("0123456789abcdef0123456789abcdef", "0123456789abcdef\\n", 6, "azureOpenAI[0].key", "control character")]
    [InlineData("0123456789abcdef0123456789abcdef", " 0123456789abcdef", 6, "azureOpenAI[0].key", "begins or ends with a space")]
    [InlineData("0123456789abcdef0123456789abcdef", "https://x.openai.azure.com", 6, "azureOpenAI[0].key", "swapped")]
    [InlineData("0123456789abcdef0123456789abcdef", "${AZURE_KEY}", 6, "azureOpenAI[0].key", "placeholder")]
    // structure
    [InlineData("\"deploymentName\"", "\"deploymentname\"", 4, "deploymentname", "not a property")]
    [InlineData("\"key\": \"0", "\"apiKey\": \"0", 6, "azureOpenAI[0].apiKey", "not a property")]
    [InlineData("\"name\": \"primary\"", "\"name\": \"primary\", \"name\": \"x\"", 6, "azureOpenAI[0].name", "there twice")]
    [InlineData("{\"name\": \"primary\"", "7, {\"name\": \"primary\"", 6, "azureOpenAI[0]", "is a number")]
    // not JSON
    [InlineData("\"gpt-prod\",", "\"gpt-prod\"", 5, "", "comma")]
    [InlineData("\"gpt-prod\"", "'gpt-prod'", 4, "", "single quote")]
    [InlineData("\"gpt-prod\"", "“gpt-prod”", 4, "", "typographic")]
    [InlineData("\"gpt-prod\"", "\"gpt\\prod\"", 4, "", "backslash")]
    [InlineData("\"gpt-prod\",", "\"gpt-prod", 4, "", "not closed")]
    [InlineData("  ],\n}", "  ]", 8, "", "ends too early")]
    public void Each_mistake_is_named_with_its_line(string valid, string wrong, int line, string path, string says)
    {
        var problem = Assert.Single(Errors(Valid.ReplaceLineEndings("\n").Replace(valid, wrong, StringComparison.Ordinal)));
        Assert.Equal((line, path), (problem.Line, problem.Path));
        Assert.Contains(says, problem.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_come_at_once_in_the_order_of_the_file()
    {
        var error = Refused("""
            {
              "apiversion": "v1",
              "azureOpenAI": [
                {"endpoint": "http://one.openai.azure.com", "key": ""},
                {}
              ]
            }
            """);
        Assert.Equal("ModelConfigInvalid", error.ErrorId);
        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.Equal(
            [(1, "deploymentName"), (2, "apiversion"), (4, "azureOpenAI[0].name"), (4, "azureOpenAI[0].endpoint"), (4, "azureOpenAI[0].key"),
                (5, "azureOpenAI[1].name"), (5, "azureOpenAI[1].endpoint"), (5, "azureOpenAI[1].key")],
            error.Problems.Select(p => (p.Line, p.Path)));
        foreach (var problem in error.Problems)
            Assert.Contains($"azure-openai.json:{problem.Line}: {problem.Problem} {problem.Remedy}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_template_is_refused_with_each_placeholder()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "azure-openai.json")))
            root = Path.GetDirectoryName(root)!;
        var error = Refused(File.ReadAllText(Path.Combine(root, "azure-openai.json")));
        Assert.Equal(["deploymentName", "azureOpenAI[0].endpoint", "azureOpenAI[0].key"], error.Problems.Select(p => p.Path));
        Assert.All(["'<your-deployment-name>'", "'<your-resource-name>'", "'<your-api-key>'"], p => Assert.Contains(p, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://one.openai.azure.com/openai/v1/", "https://one.openai.azure.com/")]
    [InlineData("https://one.openai.azure.com/openai/deployments/x/chat/completions?api-version=2025-01-01-preview", "https://one.openai.azure.com/")]
    [InlineData("https://one.services.ai.azure.com/api/projects/p", "https://one.services.ai.azure.com/")]
    [InlineData("https://one.services.ai.azure.com/models", "https://one.services.ai.azure.com/")]
    [InlineData("https://gateway.contoso.com/aoai/openai/v1", "https://gateway.contoso.com/aoai/")]
    public void The_address_of_a_call_is_cut_to_the_root_with_a_warning(string endpoint, string root)
    {
        var config = Parse(Valid.Replace("https://one.openai.azure.com/", endpoint, StringComparison.Ordinal));
        Assert.Equal(root, config.Endpoints[0].Endpoint.AbsoluteUri);
        Assert.Contains(config.Warnings, w => w.Line == 6 && w.Problem.Contains(root, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://gateway.contoso.com/aoai/", true)]
    [InlineData("https://openai.azure.com.evil.example/", true)]
    [InlineData("https://evilopenai.azure.com/", true)]
    [InlineData("https://x.cognitiveservices.azure.com/", false)]
    [InlineData("https://x.services.ai.azure.com/", false)]
    [InlineData("https://eastus.api.cognitive.microsoft.com/", false)]
    [InlineData("https://x.openai.azure.us/", false)]
    [InlineData("https://x.openai.azure.cn/", false)]
    [InlineData("https://127.0.0.1:4711/", false)]
    [InlineData("https://localhost:4711/", false)]
    public void A_host_that_is_not_Azure_OpenAIs_is_warned_of(string endpoint, bool warned)
    {
        var config = Parse(Valid.Replace("https://one.openai.azure.com/", endpoint, StringComparison.Ordinal));
        Assert.Equal(warned, config.Warnings.Any(w => w.Path == "azureOpenAI[0].endpoint"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"apiVersion\": \"v1\", \"deploymentName\": \"d\", \"azureOpenAI\": []}")]
    [InlineData("{\"apiVersion\": \"v1\", \"deploymentName\": \"d\", \"azureOpenAI\": {}}")]
    [InlineData("\"text\"")]
    [InlineData("")]
    [InlineData("// nothing")]
    public void What_has_no_endpoints_is_refused(string json) => Assert.Single(Errors(json));

    [Fact]
    public void Wrong_encodings_are_named()
    {
        Assert.Contains("UTF-16", Refused(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Valid)).ToArray()).Message, StringComparison.Ordinal);
        var latin1 = Encoding.Latin1.GetBytes("{\n\"deploymentName\": \"größe\"}");
        var problem = Assert.Single(Refused(latin1).Problems);
        Assert.Equal((2, 22), (problem.Line, problem.Column));
    }

    [Fact]
    public async Task A_missing_file_a_folder_and_a_large_file_are_told_apart()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var large = Path.Combine(folder.FullName, "large.json");
            await File.WriteAllBytesAsync(large, new byte[1024 * 1024 + 1], TestContext.Current.CancellationToken);
            Assert.Equal(("ModelConfigNotFound", ErrorKind.NotFound), await ErrorOf(Path.Combine(folder.FullName, "none.json")));
            Assert.Equal(("ModelConfigIsFolder", ErrorKind.InvalidArgument), await ErrorOf(folder.FullName));
            Assert.Equal(("ModelConfigTooLarge", ErrorKind.InvalidArgument), await ErrorOf(large));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static async Task<(string, ErrorKind)> ErrorOf(string path)
        {
            var error = await Assert.ThrowsAnyAsync<OpenClawException>(
                () => ModelConfigReader.ReadAsync(path, OperationContext.Silent, TestContext.Current.CancellationToken));
            return (error.ErrorId, error.Kind);
        }
    }

    [Theory]
    [InlineData("{\"deploymentName\": SECRETKEYSECRETKEYSECRETKEY123456}")]
    [InlineData("{\"SECRETKEYSECRETKEYSECRETKEY123456\": 1}")]
    [InlineData("{\"apiVersion\": \"SECRETKEYSECRETKEYSECRETKEY123456\"}")]
    [InlineData("{\"deploymentName\": \"<SECRETKEYSECRETKEYSECRETKEY123456>\"}")]
    [InlineData("{\"azureOpenAI\": [{\"endpoint\": \"SECRETKEYSECRETKEYSECRETKEY123456\", \"key\": \"<SECRETKEYSECRETKEYSECRETKEY123456>\"}]}")]
    [InlineData("{\"azureOpenAI\": [{\"endpoint\": \"https://x.openai.azure.com?key=SECRETKEYSECRETKEYSECRETKEY123456\"}]}")]
    [InlineData("{\"azureOpenAI\": [{\"endpoint\": \"https://user:SECRETKEYSECRETKEYSECRETKEY123456@x.openai.azure.com\"}]}")]
    [InlineData("{\"azureOpenAI\": [{\"key\": \"SECRETKEYSECRETKEYSECRETKEY123456\n\"}]}")]
    public void A_key_in_a_wrong_place_is_not_repeated(string json) =>
        Assert.DoesNotContain("SECRETKEY", Refused(json).Message, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<ModelConfigProblem> Errors(string json) =>
        Refused(json).Problems.Where(p => p.Severity == ModelConfigSeverity.Error);

    private static ModelConfigException Refused(string json) => Refused(Encoding.UTF8.GetBytes(json));

    private static ModelConfigException Refused(byte[] json) =>
        Assert.Throws<ModelConfigException>(() => ModelConfigReader.Parse(json, "/x/azure-openai.json"));

    private static OpenClawModelConfig Parse(string json) => ModelConfigReader.Parse(Encoding.UTF8.GetBytes(json), "/x/azure-openai.json");
}
