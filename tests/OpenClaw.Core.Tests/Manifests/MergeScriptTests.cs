using System.Diagnostics;
using System.Text.Json.Nodes;
using OpenClaw.Manifests;

namespace OpenClaw.Tests.Manifests;

/// <summary>Runs the init container's script with the machine's node.</summary>
public sealed class MergeScriptTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    private string Persisted => Path.Combine(folder.FullName, "openclaw.json");

    private string Last => Path.Combine(folder.FullName, "openclaw.declared.json");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    // declared, last declared, persisted, merged
    [InlineData("""{"a":{"b":1}}""", null, null, """{"a":{"b":1}}""")]
    [InlineData("""{"a":{"b":1}}""", null, """{"a":{"b":2,"mine":3},"x":[1]}""", """{"a":{"b":1,"mine":3},"x":[1]}""")]
    [InlineData("""{"a":{}}""", """{"a":{"b":1},"c":{"d":1}}""", """{"a":{"b":1,"mine":3},"c":{"d":1}}""", """{"a":{"mine":3}}""")]
    [InlineData("""{}""", """{"c":{"d":{"e":1}}}""", """{"c":{"d":{"e":1,"mine":1}}}""", """{"c":{"d":{"mine":1}}}""")]
    [InlineData("""{"a":1}""", """{"a":{"b":1}}""", """{"a":{"b":1,"mine":2}}""", """{"a":1}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":1}""", """{"a":1}""", """{"a":{"b":1}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", """{"a":[1,9]}""", """{"a":[1,2]}""")]
    [InlineData("""{"a":null}""", null, """{"a":{"b":1}}""", """{"a":null}""")]
    [InlineData("""{"a":1}""", """not json""", """{"a":1,"b":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1}""", null, """{"__proto__":{"x":1},"constructor":2}""", """{"__proto__":{"x":1},"constructor":2,"a":1}""")]
    [InlineData(
        """{"gateway":{"controlUi":{"allowedOrigins":["http://127.0.0.1:18789","http://new"]}}}""",
        """{"gateway":{"controlUi":{"allowedOrigins":["http://127.0.0.1:18789","http://old"]}}}""",
        """{"gateway":{"controlUi":{"allowedOrigins":["http://mine","http://old","http://127.0.0.1:18789"]}}}""",
        """{"gateway":{"controlUi":{"allowedOrigins":["http://127.0.0.1:18789","http://new","http://mine"]}}}""")]
    public async Task Three_ways_are_merged(string declared, string? last, string? persisted, string merged)
    {
        var (code, _) = await RunAsync(declared, last, persisted);
        Assert.Equal(0, code);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(merged), JsonNode.Parse(Read(Persisted))), Read(Persisted));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(declared), JsonNode.Parse(Read(Last))));
        Assert.Equal(2, folder.GetFiles().Length - 1);
    }

    [Fact]
    public async Task Files_are_private_and_written_only_when_they_change()
    {
        await RunAsync("""{"a":1}""", null, """{"a":2,"b":"mine"}""");
        foreach (var file in (string[])[Persisted, Last])
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var longAgo = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Array.ForEach([Persisted, Last], f => File.SetLastWriteTimeUtc(f, longAgo));
        await RunAsync("""{"a":1}""", null, null);
        Assert.All([Persisted, Last], f => Assert.Equal(longAgo, File.GetLastWriteTimeUtc(f)));
        Assert.Equal("""{"b":"mine","a":1}""", JsonNode.Parse(Read(Persisted))!.ToJsonString());
    }

    [Theory]
    [InlineData("{\"token\": \"secret-value\", ")]
    [InlineData("[1]")]
    [InlineData("null")]
    public async Task An_unreadable_file_is_moved_aside(string persisted)
    {
        var (code, output) = await RunAsync("""{"a":1}""", null, persisted);
        Assert.Equal(0, code);
        Assert.Equal(persisted, Read(Assert.Single(folder.GetFiles("openclaw.json.unreadable-*")).FullName));
        Assert.Equal("""{"a":1}""", JsonNode.Parse(Read(Persisted))!.ToJsonString());
        Assert.DoesNotContain("secret-value", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_key_paths_are_printed()
    {
        var (_, output) = await RunAsync("""{"a":{"b":"secret-1"}}""", """{"c":"secret-2"}""", """{"a":{"b":"secret-3"},"c":"secret-4","d":"secret-5"}""");
        Assert.Contains("changed a.b", output, StringComparison.Ordinal);
        Assert.Contains("removed c", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_we_declare_is_never_half_read()
    {
        var (code, _) = await RunAsync("""{"a":""", null, """{"b":1}""");
        Assert.Equal(78, code);
        Assert.Equal("""{"b":1}""", Read(Persisted));
    }

    private async Task<(int Code, string Output)> RunAsync(string declared, string? last, string? persisted)
    {
        var (script, input) = (Path.Combine(folder.FullName, "..", $"{folder.Name}.mjs"), Path.Combine(folder.FullName, "declared"));
        File.WriteAllText(script, MergeScript.Text);
        File.WriteAllText(input, declared);
        if (last is not null)
            File.WriteAllText(Last, last);
        if (persisted is not null)
            File.WriteAllText(Persisted, persisted);
        try
        {
            using var node = new Process { StartInfo = new("node", [script, input, Last, Persisted]) { RedirectStandardOutput = true, RedirectStandardError = true } };
            try
            {
                node.Start();
            }
            catch (System.ComponentModel.Win32Exception)
            {
                Assert.Skip("There is no node on the PATH.");
            }
            var cancellation = TestContext.Current.CancellationToken;
            var (output, errors) = (node.StandardOutput.ReadToEndAsync(cancellation), node.StandardError.ReadToEndAsync(cancellation));
            await node.WaitForExitAsync(cancellation);
            return (node.ExitCode, await output + await errors);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static string Read(string path) => File.ReadAllText(path);
}
