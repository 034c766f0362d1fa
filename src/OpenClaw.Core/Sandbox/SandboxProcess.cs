using System.Diagnostics;
using System.Globalization;
using System.Security;
using System.Text;
using System.Text.Json;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Sandbox;

/// <summary>
/// The sandbox's process. It ends when its standard input closes, so it cannot outlive this process however that ends.
/// </summary>
internal sealed class SandboxProcess
{
    // The exit code of the program for a fault script it cannot read.
    private const int ExitFaultScript = 65;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly Process process;
    private readonly StringBuilder errors = new();
    private readonly Task readingErrors;

    private SandboxProcess(Process process)
    {
        this.process = process;
        readingErrors = ReadErrorsAsync();
    }

    public bool HasExited => process.HasExited;

    private string Errors
    {
        get
        {
            lock (errors)
                return errors.Length == 0 ? "nothing" : errors.ToString().Trim();
        }
    }

    /// <summary>Starts it and waits for the line that says where it answers.</summary>
    public static async Task<OpenClawSandbox> StartAsync(
        string dotnet, string assembly, IReadOnlyList<string> faults, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(dotnet)
        {
            ArgumentList = { assembly, "--ready-json" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var fault in faults)
        {
            info.ArgumentList.Add("--fault");
            info.ArgumentList.Add(fault);
        }

        // A PowerShell session's own settings for its private runtime must not reach a program on another one.
        info.Environment.Remove("DOTNET_STARTUP_HOOKS");
        info.Environment.Remove("DOTNET_ROLL_FORWARD");
        var started = new SandboxProcess(Process.Start(info)!);
        try
        {
            return await started.WaitUntilReadyAsync(assembly, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await started.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets it end by itself, or ends it when it does not or the token is cancelled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopLimit);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<OpenClawSandbox> WaitUntilReadyAsync(string assembly, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        try
        {
            if (await process.StandardOutput.ReadLineAsync(limit.Token).ConfigureAwait(false) is { } line)
            {
                // Whatever else it prints must not fill the pipe.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return Read(line, assembly);
            }

            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            await readingErrors.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OpenClawException(
                nameof(SandboxMessages.SandboxStartTimeout),
                ErrorKind.Timeout,
                string.Format(CultureInfo.CurrentCulture, SandboxMessages.SandboxStartTimeout, StartLimit.TotalSeconds, Errors),
                assembly);
        }

        if (process.ExitCode == ExitFaultScript)
        {
            throw new OpenClawException(
                nameof(SandboxMessages.SandboxFaultInvalid),
                ErrorKind.InvalidArgument,
                string.Format(CultureInfo.CurrentCulture, SandboxMessages.SandboxFaultInvalid, Errors),
                "Fault");
        }

        throw new OpenClawException(
            nameof(SandboxMessages.SandboxStartFailed),
            ErrorKind.OperationFailed,
            string.Format(CultureInfo.CurrentCulture, SandboxMessages.SandboxStartFailed, process.ExitCode, Errors),
            assembly);
    }

    private OpenClawSandbox Read(string line, string assembly)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var ready = document.RootElement;
            string Text(string property) => ready.GetProperty(property).GetString() ?? throw new JsonException();
            var token = new SecureString();
            foreach (var character in Text("accessToken"))
                token.AppendChar(character);
            token.MakeReadOnly();
            return new OpenClawSandbox
            {
                ProcessId = ready.GetProperty("processId").GetInt32(),
                ResourceManagerEndpoint = new Uri(Text("resourceManagerEndpoint")),
                AdminEndpoint = new Uri(Text("adminEndpoint")),
                CertificateAuthorityPath = Text("certificateAuthority"),
                SubscriptionId = Text("subscriptionId"),
                ModelConfig = Text("modelConfig"),
                HomePath = Text("home"),
                Process = this,
                SignIn = new AzureSignInOptions
                {
                    AccessToken = token,
                    ResourceManagerEndpoint = new Uri(Text("resourceManagerEndpoint")),
                    CertificateAuthorityPath = Text("certificateAuthority"),
                    Subscription = Text("subscriptionId"),
                    TenantId = Text("tenantId"),
                },
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or UriFormatException)
        {
            // Without the inner exception: its message would quote the line, which holds the token.
            throw new OpenClawException(
                nameof(SandboxMessages.SandboxAnswerInvalid),
                ErrorKind.InvalidData,
                string.Format(CultureInfo.CurrentCulture, SandboxMessages.SandboxAnswerInvalid, assembly),
                assembly);
        }
    }

    private async Task ReadErrorsAsync()
    {
        while (await process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (errors)
            {
                // Enough to explain a failed start; a long-lived sandbox must not grow this.
                if (errors.Length < 16 * 1024)
                    errors.AppendLine(line);
            }
        }
    }
}
