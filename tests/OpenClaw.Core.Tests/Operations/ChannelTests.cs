using System.Net;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Operations.Channels;
using OpenClaw.Operations.Revisions;
using OpenClaw.Tests.Manifests;

namespace OpenClaw.Tests.Operations;

/// <summary>Channels that are declared by a process that dies.</summary>
public sealed class ChannelTests(InstallCluster fixture) : IClassFixture<InstallCluster>, IAsyncLifetime
{
    private const string Token = "123456:canary-of-the-first-bot-0123";
    private const string Key = "TELEGRAM_BOT_TOKEN";

    private readonly InstanceNames _names = new("openclaw", $"openclaw-test-{Guid.NewGuid():N}"[..30]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        using var client = fixture.Connect();
        await client.DeleteAsync(new(ResourceKind.Namespace, null, _names.Namespace), CancellationToken.None);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Setting_a_channel_killed_at_each_write_converges_when_it_is_run_again(bool afterwards)
    {
        using var client = fixture.Connect();
        var options = new InstallOptions { Namespace = _names.Namespace, ModelName = "gpt-5.2", NoWait = true };
        await new Installer(
            new(client, fixture.Cluster, options, Samples.Config("https://one.openai.azure.com/"), OperationContext.Silent, TimeProvider.System), new())
            .RunAsync(Cancellation);
        var before = await SecretAsync(client);
        var betweenSecretAndRevision = 0;
        for (var at = 1; ; at++)
        {
            using var dying = new RecordingClient(fixture.Connect(), at, afterwards);
            var start = await InstalledState.ReadAsync(client, _names, Cancellation);
            try
            {
                await SetAsync(dying, Token);
                break;
            }
            catch (KilledException)
            {
                var killed = await InstalledState.ReadAsync(client, _names, Cancellation);
                var isStored = (await SecretAsync(client)).ContainsKey(Key);
                if (isStored && killed.Options.Channels is null or { Count: 0 })
                    betweenSecretAndRevision++;
                // What is stored need not be given again.
                await SetAsync(client, isStored ? null : Token);
            }
            var state = await InstalledState.ReadAsync(client, _names, Cancellation);
            Assert.Equal("telegram", Assert.Single(state.Options.Channels!).Id);
            Assert.Equal(start.History.Current!.Number + 1, state.History.Current!.Number);
            var secret = await SecretAsync(client);
            Assert.Equal([.. before.Keys.Append(Key).Order(StringComparer.Ordinal)], secret.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(Token, secret[Key]);
            Assert.All(before, b => Assert.Equal(b.Value, secret[b.Key]));
            using var again = new RecordingClient(fixture.Connect());
            await SetAsync(again, Token);
            Assert.Empty(again.Writes);

            await new ChannelChange(client, fixture.Cluster, state, OperationContext.Silent)
                .ApplyAsync([], new Dictionary<string, string?> { [Key] = null }, new() { Channel = "Telegram", NoWait = true }, Cancellation);
            Assert.Equal(before.Keys.Order(StringComparer.Ordinal), (await SecretAsync(client)).Keys.Order(StringComparer.Ordinal));
        }
        Assert.True(betweenSecretAndRevision > 1);
    }

    // As Set-OpenClawChannel does for a channel without a plugin.
    private async Task SetAsync(IKubernetesClient client, string? token)
    {
        var options = new SetChannelOptions
        {
            Channel = "Telegram",
            Token = token is null ? null : new NetworkCredential("", token).SecurePassword,
            NoWait = true,
        };
        var input = ChannelInput.Read(options);
        var change = new ChannelChange(client, fixture.Cluster, await InstalledState.ReadAsync(client, _names, Cancellation), OperationContext.Silent);
        await change.ApplyAsync([input.Declare(change.Stored)], input.Values, options, Cancellation);
    }

    private async Task<Dictionary<string, string>> SecretAsync(IKubernetesClient client) =>
        InstanceSecrets.Decode(await client.GetAsync(new(ResourceKind.Secret, _names.Namespace, _names.Secret), Cancellation));
}
