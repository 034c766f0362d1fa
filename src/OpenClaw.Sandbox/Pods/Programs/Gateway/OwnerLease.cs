using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;

namespace OpenClaw.Sandbox.Pods.Programs.Gateway;

/// <summary>
/// The gateway's claim on its state directory: host and process, good for 300 s. One left by a killed gateway keeps every other host out
/// until it runs out, but not a gateway on the same host name.
/// </summary>
internal sealed class OwnerLease : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(300);
    private readonly string path;
    private readonly string host;
    private readonly Timer renewal;

    private OwnerLease(string path, string host)
    {
        this.path = path;
        this.host = host;
        Write();
        renewal = new Timer(_ => Write(), null, Life / 3, Life / 3);
    }

    /// <summary>Takes the lease, or returns null when another host holds it.</summary>
    public static OwnerLease? TryTake(string stateFolder, string host)
    {
        var path = Path.Combine(stateFolder, "gateway-owner.json");
        try
        {
            var held = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null;
            if (held is not null && held.Text("host") != host && held.Time("expiresAt") > DateTimeOffset.UtcNow)
                return null;
        }
        catch (JsonException)
        {
            // Half written by a killed gateway: nobody's.
        }

        return new OwnerLease(path, host);
    }

    public void Dispose()
    {
        renewal.Dispose();
        File.Delete(path);
    }

    private void Write()
    {
        try
        {
            File.WriteAllText(path, new JsonObject
            {
                ["host"] = host,
                ["pid"] = Environment.ProcessId,
                ["expiresAt"] = (DateTimeOffset.UtcNow + Life).ToApiTime(),
            }.ToJsonString());
        }
        catch (IOException)
        {
            // The volume is gone; the process is about to go too.
        }
    }
}
