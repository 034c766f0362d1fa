using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Pods.Programs;
using OpenClaw.Sandbox.Pods.Programs.Gateway;
using OpenClaw.Sandbox.Pods.Programs.Shell;

namespace OpenClaw.Sandbox.Tests.Pods;

public sealed class ConfigMergeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("openclaw-test-").FullName;
    private readonly List<string> output = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("declared wins", """{"a":1}""", """{"a":1}""", """{"a":2}""", """{"a":1}""")]
    [InlineData("the user's own stays", """{"a":1}""", "{}", """{"b":{"c":2}}""", """{"b":{"c":2},"a":1}""")]
    [InlineData("dropped goes", "{}", """{"a":1,"o":{"x":1}}""", """{"a":1,"o":{"x":1,"y":2}}""", """{"o":{"y":2}}""")]
    [InlineData("an emptied object goes", "{}", """{"o":{"x":1}}""", """{"o":{"x":1}}""", "{}")]
    [InlineData("an object becomes a value", """{"o":5}""", """{"o":{"x":1}}""", """{"o":{"x":1,"y":2}}""", """{"o":5}""")]
    [InlineData("a value becomes an object", """{"o":{"x":1}}""", """{"o":5}""", """{"o":5}""", """{"o":{"x":1}}""")]
    [InlineData("origins are a set", """{"allowedOrigins":["a","n"]}""", """{"allowedOrigins":["a","b"]}""", """{"allowedOrigins":["a","b","mine"]}""", """{"allowedOrigins":["a","n","mine"]}""")]
    [InlineData("other lists are replaced", """{"l":[1]}""", """{"l":[1,2]}""", """{"l":[1,2,3]}""", """{"l":[1]}""")]
    [InlineData("undeclared origins of the user stay", "{}", """{"allowedOrigins":["a"]}""", """{"allowedOrigins":["a","mine"]}""", """{"allowedOrigins":["mine"]}""")]
    public void Three_versions_are_merged(string what, string declared, string last, string persisted, string expected)
    {
        var merged = ConfigMerge.Merge(Parse(declared), Parse(last), Parse(persisted));
        Assert.True(JsonNode.DeepEquals(Parse(expected), merged), $"{what}: {merged.ToJsonString()}");
        Assert.True(JsonNode.DeepEquals(merged, ConfigMerge.Merge(Parse(declared), Parse(declared), merged)), $"{what}: merging again changes it");
    }

    [Fact]
    public void The_program_writes_for_the_owner_only_and_only_what_changed()
    {
        Assert.Equal(0, Run("""{"a":{"secret":"hunter2"}}"""));
        var persisted = Path.Combine(folder, "openclaw.json");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(persisted));
        Assert.Contains(output, static line => line.Contains("a.secret", StringComparison.Ordinal) || line.EndsWith(" a", StringComparison.Ordinal));
        Assert.DoesNotContain(output, static line => line.Contains("hunter2", StringComparison.Ordinal));

        File.SetLastWriteTimeUtc(persisted, DateTime.UnixEpoch);
        Assert.Equal(0, Run("""{"a":{"secret":"hunter2"}}"""));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(persisted));
    }

    [Fact]
    public void An_unreadable_file_is_moved_aside_not_overwritten()
    {
        File.WriteAllText(Path.Combine(folder, "openclaw.json"), "{ broken");
        Assert.Equal(0, Run("""{"a":1}"""));
        var aside = Assert.Single(Directory.GetFiles(folder, "openclaw.json.unreadable-*"));
        Assert.Equal("{ broken", File.ReadAllText(aside));
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private int Run(string declared)
    {
        File.WriteAllText(Path.Combine(folder, "openclaw-config.json"), declared);
        File.WriteAllText(Path.Combine(folder, "merge-config.mjs"), "");
        return ConfigMergeProgram.Run(new ShellCommand(
            ["/v/merge-config.mjs", "/v/openclaw-config.json", "/v/openclaw.declared.json", "/v/openclaw.json"],
            new ContainerFiles(new Dictionary<string, string> { ["/v"] = folder }),
            output.Add,
            output.Add));
    }
}
