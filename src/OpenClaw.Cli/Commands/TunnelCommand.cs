using System.CommandLine;
using OpenClaw.Cli.Console;
using OpenClaw.Tunnels;

namespace OpenClaw.Cli.Commands;

/// <summary><c>openclaw-aks tunnel [name]</c>: the Control UI on this machine until Ctrl+C.</summary>
internal static class TunnelCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--local-port", "-p") { Description = "Port on 127.0.0.1 and ::1; 0 means any", DefaultValueFactory = _ => 18789 };
        var hold = new Option<int>("--hold-time")
        {
            Description = "Seconds a new connection waits while there is no way to OpenClaw",
            DefaultValueFactory = _ => 60,
        };
        hold.Validators.Add(static value =>
        {
            if (value.Tokens.Count > 0 && value.GetValueOrDefault<int>() < 1)
                value.AddError("--hold-time takes a number of seconds from 1.");
        });
        var browser = new Option<bool>("--browser", "-b") { Description = "Open the Control UI, signed in, in the browser" };
        var cluster = new ClusterOptions();
        var command = new Command("tunnel", "Open the Control UI on this machine; stays open until Ctrl+C.") { port, hold, browser };
        cluster.AddTo(command);
        command.SetWork(async (result, terminal, cancellationToken) =>
        {
            CompleteSocketsAtOnce();
            var instance = await cluster.FindInstanceAsync(result, terminal.Context, cancellationToken);
            var options = new TunnelOptions { LocalPort = result.GetValue(port), HoldTime = TimeSpan.FromSeconds(result.GetValue(hold)) };
            await using var tunnel = await terminal.StepAsync(
                "Opening the tunnel",
                () => OpenClawTunnel.StartAsync(instance, options, terminal.Context, cancellationToken),
                t => $"Tunnel to {instance.Namespace}/{instance.Name}");
            System.Console.WriteLine(tunnel.LocalAddress);
            if (result.GetValue(browser))
                OpenBrowser(tunnel, terminal);
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
                terminal.ShowNote($"{change.Time:T}  {change.State}{(change.Reason is null ? "" : $": {change.Reason}")}");
        };
        tunnel.UrlChanged += (_, _) => terminal.ShowNote(
            $"The gateway token was changed: browsers need the new one, which 'openclaw-aks secret {tunnel.InstanceName}' prints.");
        try
        {
            await tunnel.Completion.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.ShowNote("Closing the tunnel.");
        }
    }

    // .NET's knob for what a proxy is: a socket that is ready is served on the thread that polls it, with no thread to hand over to. It is
    // read once, with the first socket, and holds for the process, which is why the module, a guest in PowerShell's, does without.
    private static void CompleteSocketsAtOnce() => Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

    private static void OpenBrowser(OpenClawTunnel tunnel, Terminal terminal)
    {
        try
        {
            TunnelBrowser.Open(tunnel);
        }
        catch (OpenClawException e)
        {
            terminal.ShowNote(e.Message);
        }
    }
}
