using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>A small web server on 127.0.0.1, without configuration files, environment variables or console output of its own.</summary>
internal static class LoopbackServer
{
    /// <summary>Starts one.</summary>
    /// <param name="map">Maps its endpoints.</param>
    /// <param name="certificate">Server certificate, or null for plain HTTP.</param>
    /// <param name="port">Port, 0 for any.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    public static async Task<WebApplication> StartAsync(
        Action<WebApplication> map, X509Certificate2? certificate = null, int port = 0, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        // The host must not take Ctrl+C or SIGTERM: several servers live in one process, which decides for all.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = 64 << 20;
            options.Listen(IPAddress.Loopback, port, listen =>
            {
                if (certificate is not null)
                    listen.UseHttps(certificate);
            });
        });
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        app.UseRouting();
        map(app);
        await app.StartAsync(cancellationToken);
        return app;
    }

    /// <summary>Where a started server listens.</summary>
    public static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
