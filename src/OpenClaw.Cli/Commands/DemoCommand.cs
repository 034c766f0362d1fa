using System.CommandLine;
using System.Net.NetworkInformation;
using OpenClaw.Cli.Console;
using OpenClaw.Models;
using OpenClaw.Operations;
using OpenClaw.Sandbox;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks demo</c>: the whole flow on the embedded sandbox, nothing in Azure.</summary>
internal static class DemoCommand
{
    private const string Name = "openclaw";

    public static Command Create()
    {
        var modelConfig = new Option<string?>("--model-config")
        {
            Description = "File with your Azure OpenAI endpoints [default: the sandbox's own offline endpoint]",
        };
        var model = new Option<string>("--model") { Description = "Name of the model", DefaultValueFactory = _ => "gpt-5.2" };
        var port = new Option<int?>("--local-port", "-p") { Description = "Port on 127.0.0.1 [default: 18789, or any if that is taken]" };
        var fault = new Option<string[]>("--fault")
        {
            Description = "What shall go wrong: a rule as JSON or a file of rules (see docs/sandbox.md); may be given several times",
            DefaultValueFactory = static _ => [],
        };
        var once = new Option<bool>("--once") { Description = "Exit after the chat instead of staying open" };
        var command = new Command("demo", "Rehearse the whole flow on this machine: cluster, installation, tunnel, chat. Needs no Azure.")
        {
            modelConfig, model, port, fault, once,
        };
        command.SetWork((result, terminal, cancellationToken) => RunAsync(
            result.GetValue(modelConfig), result.GetValue(model)!, result.GetValue(port), result.GetValue(fault)!, result.GetValue(once), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string? modelConfig, string model, int? port, string[] faults, bool once, Terminal terminal, CancellationToken cancellationToken)
    {
        var context = terminal.Context;
        terminal.ShowNote("OpenClaw demo: everything happens in a sandbox on this machine, nothing in Azure.");
        if (modelConfig is not null)
            await ModelConfigReader.ReadAsync(modelConfig, context, cancellationToken);

        var options = new OpenClawSandboxOptions
        {
            Faults = [.. faults.Select(static fault => fault.TrimStart() is ['{' or '[', ..] ? fault : Path.GetFullPath(fault))],
        };
        await using var sandbox = await terminal.StepAsync(
            "Starting the sandbox",
            () => OpenClawSandbox.StartAsync(options, context, cancellationToken),
            s => $"Sandbox started, a loopback Azure at {s.ResourceManagerEndpoint}");
        var cluster = await terminal.StepAsync(
            "Making the cluster",
            () => NewClusterOperation.RunAsync(new NewClusterOptions { Name = Name }, sandbox.SignIn, context, cancellationToken),
            c => $"Cluster {c!.ClusterName} made in {c.Location}: {c.NodeCount} x {c.NodeSize}, Kubernetes {c.KubernetesVersion}");
        var config = await ModelConfigReader.ReadAsync(modelConfig ?? sandbox.ModelConfig, context, cancellationToken);
        var instance = await terminal.StepAsync(
            "Installing LiteLLM and OpenClaw",
            () => InstallOperation.RunAsync(
                cluster!, new InstallOptions { Name = Name, ModelName = model }, config, context, cancellationToken),
            i => $"LiteLLM and OpenClaw installed in namespace {i!.Namespace}, {i.Status}");
        await using var tunnel = await terminal.StepAsync(
            "Opening the tunnel",
            () => OpenClawTunnel.StartAsync(instance!, new TunnelOptions { LocalPort = port ?? FreePort() }, context, cancellationToken),
            t => $"Tunnel open at {t.LocalAddress}");
        var secrets = await GetSecretOperation.RunAsync(
            cluster!, instance!.Name, instance.Namespace, ["GatewayToken"], context, cancellationToken);
        var answer = await terminal.StepAsync(
            "Saying Hello through OpenClaw, LiteLLM and the model",
            () => ChatOperation.AskAsync(new Uri(tunnel.LocalAddress), secrets[0].Value, "Hello", cancellationToken),
            _ => "\"Hello\" went through OpenClaw, LiteLLM and the model, and came back");
        System.Console.WriteLine($"> Hello\n< {answer}");

        // The sandbox's token is thrown away with it, so the whole link may be shown.
        System.Console.WriteLine($"Control UI: {tunnel.Url}");
        if (!once)
            await TunnelCommand.StayOpenAsync(tunnel, terminal, cancellationToken);
        return 0;
    }

    private static int FreePort() =>
        Array.Exists(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), l => l.Port == TunnelOptions.DefaultPort)
            ? 0
            : TunnelOptions.DefaultPort;
}
