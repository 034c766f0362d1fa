using System.CommandLine;
using OpenClaw.Cli.Console;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks tunnel [name]</c>: the Control UI on this machine until Ctrl+C.</summary>
internal static class TunnelCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--local-port", "-p") { Description = "Port on 127.0.0.1; 0 means any", DefaultValueFactory = _ => 18789 };
        var browser = new Option<bool>("--browser", "-b") { Description = "Open the Control UI, signed in, in the browser" };
        var cluster = new ClusterOptions();
        var command = new Command("tunnel", "Open the Control UI on this machine; stays open until Ctrl+C.") { port, browser };
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            var instance = await cluster.FindInstanceAsync(result, terminal.Context, cancellationToken);
            await using var tunnel = await terminal.StepAsync(
                "Opening the tunnel",
                () => OpenClawTunnel.StartAsync(instance, new TunnelOptions { LocalPort = result.GetValue(port) }, terminal.Context, cancellationToken),
                t => $"Tunnel to {instance.Namespace}/{instance.Name}");
            System.Console.WriteLine(tunnel.LocalAddress);
            if (result.GetValue(browser))
                Browser.Open(new Uri(tunnel.Url));
            else
                terminal.ShowNote($"It asks for the gateway token: --browser opens it signed in, 'openclaw-aks secret {instance.Name}' prints it.");
            await StayOpenAsync(tunnel, terminal, cancellationToken);
            return 0;
        });
        return command;
    }

    /// <summary>Waits for Ctrl+C, with one line for each change of the tunnel's state.</summary>
    public static async Task StayOpenAsync(OpenClawTunnel tunnel, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.ShowNote("Press Ctrl+C to stop.");
        tunnel.StateChanged += (_, change) =>
        {
            if (!cancellationToken.IsCancellationRequested)
                terminal.ShowNote($"{DateTime.Now:T}  {change.State}  {change.Reason}");
        };
        try
        {
            await tunnel.Completion.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.ShowNote("Closing the tunnel.");
        }
    }
}
