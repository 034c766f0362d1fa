using System.Collections.Concurrent;
using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenClaw.Azure;

namespace OpenClaw.Core.Tests.Azure;

/// <summary>An Azure Resource Manager on loopback that answers as it is told: a script, with the shapes of recorded traffic.</summary>
internal sealed class ArmServer : IAsyncDisposable
{
    public const string Subscription = "11111111-2222-3333-4444-555555555555";

    private readonly ConcurrentQueue<ArmRequest> _requests = new();
    private readonly List<Func<ArmRequest, ArmAnswer?>> _script = [];
    private readonly Lock _gate = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openclaw-arm-");
    private WebApplication? _app;

    public IReadOnlyList<ArmRequest> Requests => [.. _requests];

    public IEnumerable<ArmRequest> Writes => Requests.Where(r => r.Method != "GET");

    public Uri Endpoint { get; private set; } = null!;

    public AzureSignInOptions SignIn => new()
    {
        AccessToken = Secure("test-token"),
        ResourceManagerEndpoint = Endpoint,
        CertificateAuthorityPath = Path.Combine(_folder.FullName, "ca.pem"),
    };

    public static async Task<ArmServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new ArmServer();
        using var ca = MakeAuthority();
        await File.WriteAllTextAsync(Path.Combine(server._folder.FullName, "ca.pem"), ca.ExportCertificatePem(), cancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        var certificate = MakeServerCertificate(ca);
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, o => o.UseHttps(certificate)));
        server._app = builder.Build();
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync(cancellationToken);
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Endpoint = new Uri(address);
        return server;
    }

    /// <summary>Adds a rule; later rules come first. A rule that returns null leaves the request to the others.</summary>
    public void On(Func<ArmRequest, ArmAnswer?> rule)
    {
        lock (_gate) _script.Insert(0, rule);
    }

    /// <summary>Answers a method and path (compared without case; the beginning of the query may follow) in a fixed way.</summary>
    public void On(string method, string pathEnd, ArmAnswer answer) => On(r => r.Is(method, pathEnd) ? answer : null);

    /// <summary>Answers one after the other; the last again and again.</summary>
    public void On(string method, string pathEnd, params ArmAnswer[] answers)
    {
        var next = 0;
        On(r => r.Is(method, pathEnd) ? answers[Math.Min(Interlocked.Increment(ref next) - 1, answers.Length - 1)] : null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var c in text) secure.AppendChar(c);
        return secure;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var request = new ArmRequest(
            http.Request.Method, http.Request.Path, http.Request.QueryString.Value ?? "", body.Length == 0 ? null : JsonNode.Parse(body),
            http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        _requests.Enqueue(request);
        Func<ArmRequest, ArmAnswer?>[] rules;
        lock (_gate) rules = [.. _script];
        var answer = rules.Select(rule => rule(request)).FirstOrDefault(a => a is not null)
            ?? ArmAnswer.Error(HttpStatusCode.NotFound, "ResourceNotFound", $"Nothing scripted for {request.Method} {request.Path}.");
        if (answer.Gate is { } gate) await gate.WaitAsync(http.RequestAborted);
        http.Response.StatusCode = (int)answer.Status;
        foreach (var (name, value) in answer.Headers) http.Response.Headers[name] = value.Replace("{endpoint}", Endpoint.ToString().TrimEnd('/'), StringComparison.Ordinal);
        if (answer.Body is { } json)
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            await http.Response.WriteAsync(json.ToJsonString().Replace("{endpoint}", Endpoint.ToString().TrimEnd('/'), StringComparison.Ordinal), http.RequestAborted);
        }
    }

    private static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=arm test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 MakeServerCertificate(X509Certificate2 ca)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(ca, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(12), RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
