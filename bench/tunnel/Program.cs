using System.CommandLine;
using System.Runtime.InteropServices;
using OpenClaw.Bench.Contenders;
using OpenClaw.Bench.Lab;
using OpenClaw.Bench.Measures;

var kubeConfig = new Option<string>("--kubeconfig")
{
    Description = "The cluster, 1.31 or later; OPENCLAW_TEST_KUBECONFIG by default",
    DefaultValueFactory = _ => Environment.GetEnvironmentVariable("OPENCLAW_TEST_KUBECONFIG") ?? "",
};
var image = new Option<string>("--image") { Description = "An image with Node 18 or later", DefaultValueFactory = _ => "docker.io/library/node:24-slim" };
var kubectl = new Option<string>("--kubectl") { Description = "The kubectl to measure", DefaultValueFactory = _ => "kubectl" };
var program = new Option<string>("--openclaw-aks") { Description = "Path of openclaw-aks.dll, built for release", Required = true };
var rounds = new Option<int>("--rounds") { Description = "How often everything is measured", DefaultValueFactory = _ => 5 };
var megabytes = new Option<int>("--megabytes") { Description = "Megabytes of one download", DefaultValueFactory = _ => 256 };
var requests = new Option<int>("--requests") { Description = "Requests on new connections a round", DefaultValueFactory = _ => 200 };
var farRequests = new Option<int>("--far-requests") { Description = "The same with 100 ms of round trip", DefaultValueFactory = _ => 60 };
var only = new Option<string[]>("--only") { Description = "Contenders to measure: kubectl, websocket, openclaw", AllowMultipleArgumentsPerToken = true };
var root = new RootCommand("Measures openclaw-aks tunnel beside kubectl port-forward and beside one WebSocket per connection.")
{
    kubeConfig, image, kubectl, program, rounds, megabytes, requests, farRequests, only,
};
root.SetAction(async (result, cancellationToken) =>
{
    var cluster = await Cluster.ReadAsync(result.GetValue(kubectl)!, result.GetValue(kubeConfig)!);
    await using var instance = await TestInstance.CreateAsync(cluster, result.GetValue(image)!);
    await using var relay = new Relay(cluster.Server) { RoundTrip = TimeSpan.FromMilliseconds(100) };
    var farConfig = Path.GetTempFileName();
    await cluster.ThroughAsync(relay.Port, farConfig);
    var names = result.GetValue(only) ?? [];
    var contenders = new[] { ("kubectl", Contender.Kubectl), ("websocket", Contender.WebSocketEach), ("openclaw", Contender.OpenClaw(Path.GetFullPath(result.GetValue(program)!))) }
        .Where(c => names.Length == 0 || names.Contains(c.Item1))
        .Select(static c => c.Item2)
        .ToList();
    var report = new Report([.. contenders.Select(static c => c.Name)]);
    var sizes = new Sizes(result.GetValue(megabytes), result.GetValue(requests), result.GetValue(farRequests), 1000);
    for (var round = 1; round <= result.GetValue(rounds) && !cancellationToken.IsCancellationRequested; round++)
    {
        Console.Error.WriteLine($"{DateTime.Now:T} round {round}");
        var near = new List<(string Name, Forwarder Forwarder)>();
        var far = new List<(string Name, Forwarder Forwarder)>();
        try
        {
            foreach (var contender in contenders)
            {
                near.Add((contender.Name, await contender.StartAsync(instance)));
                far.Add((contender.Name, await contender.StartAsync(instance, farConfig)));
            }

            // They take turns at each figure, and who goes first changes, so that what else the machine does hits all alike.
            foreach (var (name, forwarder) in near)
                report.Add(name, await new Round(forwarder, sizes).WarmUpAsync());
            for (var turn = 0; turn < 2 * contenders.Count; turn++)
            {
                foreach (var measure in Round.Near)
                {
                    foreach (var (name, forwarder) in near.Skip(turn % near.Count).Concat(near.Take(turn % near.Count)))
                        report.Add(name, await measure(new(forwarder, sizes)));
                }
            }

            foreach (var (name, forwarder) in far.Skip(round % far.Count).Concat(far.Take(round % far.Count)))
                report.Add(name, new Round(forwarder, sizes).Far());
            foreach (var (name, forwarder) in near)
                report.Add(name, new Round(forwarder, sizes).Sleeper());
        }
        finally
        {
            foreach (var (_, forwarder) in near.Concat(far))
                await forwarder.DisposeAsync();
        }

        Console.Error.WriteLine(report);
    }

    File.Delete(farConfig);
    Console.Error.WriteLine(report.Spread());
    Console.WriteLine($"Kubernetes {await cluster.VersionAsync()}, kubectl {await cluster.KubectlVersionAsync()}, .NET {Environment.Version}, "
        + $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {result.GetValue(rounds)} rounds.\n\n{report}");
    return report.AllMet ? 0 : 1;
});

var forward = new Command("websocket-each", "Forwards a port with one WebSocket per connection; a contender of the bench.") { Hidden = true };
var (config, ns, pod, port) = (new Argument<string>("kubeconfig"), new Argument<string>("namespace"), new Argument<string>("pod"), new Argument<int>("port"));
forward.Add(config);
forward.Add(ns);
forward.Add(pod);
forward.Add(port);
forward.SetAction((result, _) => WebSocketEach.RunAsync(
    "kubectl", result.GetValue(config)!, result.GetValue(ns)!, result.GetValue(pod)!, result.GetValue(port)));
root.Add(forward);
return await root.Parse(args).InvokeAsync();
