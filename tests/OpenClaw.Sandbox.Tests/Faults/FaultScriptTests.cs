using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Tests.Faults;

public sealed class FaultScriptTests
{
    [Fact]
    public void A_script_is_one_rule_or_an_array_of_rules_with_comments()
    {
        var rule = Assert.Single(FaultScript.Parse("""{"fault": "provisioningFailed"}"""));
        Assert.Equal(FaultKind.ProvisioningFailed, rule.Fault);
        var rules = FaultScript.Parse("""
            [
              // Azure is busy
              {"fault": "error", "server": "arm", "method": "PUT", "path": "/subscriptions/**/managedClusters/*", "status": 429, "retryAfter": 2},
              {"fault": "reset", "verb": "create", "resource": "secrets", "at": "middle", "nth": 2, "every": 3, "count": "always",},
              {"fault": "outOfMemory", "pod": "openclaw-*", "container": "openclaw", "after": 1.5},
            ]
            """);
        Assert.Equal((SandboxServer.ResourceManager, "PUT", 429, 2, 1), (rules[0].Server, rules[0].Method, rules[0].Status, rules[0].RetryAfter, rules[0].Count));
        Assert.Equal((FaultMoment.Middle, 2, 3, FaultRule.Always), (rules[1].At, rules[1].Nth, rules[1].Every, rules[1].Count));
        Assert.Equal(TimeSpan.FromSeconds(1.5), rules[2].Delay);
        Assert.True(rules[2].Pod!.Matches("openclaw-76d5-x2"));
        Assert.False(rules[2].Pod!.Matches("demo-openclaw"));
    }

    [Theory]
    [InlineData("[{\"fault\": \"error\", \"statsu\": 429}]", "line 1, column 21", "'statsu' is no property of the fault error")]
    [InlineData("[\n  {\"fault\": \"error\",\n   \"status\": 200}\n]", "line 3, column 4", "'status' is a whole number from 400 to 599")]
    [InlineData("{\"fault\": \"oops\"}", "line 1, column 2", "\"oops\" is none of error, reset, slow")]
    [InlineData("{\"status\": 429}", "line 1, column 1", "the rule has no 'fault'")]
    [InlineData("[{\"fault\": \"error\"}", "line 1", "this is not JSON")]
    [InlineData("{\"fault\": \"slow\", \"seconds\": \"2\"}", "column 19", "'seconds' is a number of seconds")]
    [InlineData("{\"fault\": \"reset\", \"count\": 0}", "column 20", "at least 1 or \"always\"")]
    [InlineData("{\"fault\": \"quotaExceeded\", \"nth\": 2}", "column 28", "which has cores")]
    [InlineData("{\"fault\": \"error\", \"server\": \"arm\", \"verb\": \"get\"}", "line 1, column 1", "chosen by 'method' and 'path'")]
    [InlineData("{\"fault\": \"error\", \"path\": {\"a\": [1]}}", "column 20", "is a text")]
    [InlineData("{\"fault\": \"error\"} {}", "line 1", "not JSON")]
    [InlineData("[3]", "line 1, column 2", "expected a rule")]
    public void A_wrong_script_names_the_place_and_what_to_write(string script, string place, string what)
    {
        var error = Assert.Throws<FaultScriptException>(() => FaultScript.Read([script]));
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_named_in_its_errors()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".json");
        Assert.Contains(path, Assert.Throws<FaultScriptException>(() => FaultScript.Read([path])).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "\n{\"fault\": 3}");
        try
        {
            Assert.StartsWith(path + ", line 2, column 2", Assert.Throws<FaultScriptException>(() => FaultScript.Read([path])).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("/api/v1/*/x", "/api/v1/pods/x", true)]
    [InlineData("/api/v1/*", "/api/v1/pods/x", false)]
    [InlineData("/API/**", "/api/v1/pods/x", true)]
    [InlineData("demo-?", "demo-1", true)]
    [InlineData("demo.1", "demo-1", false)]
    public void Patterns_know_segments(string pattern, string name, bool matches) => Assert.Equal(matches, new NamePattern(pattern).Matches(name));
}
