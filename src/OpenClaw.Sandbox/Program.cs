using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Pods.Programs;

return args switch
{
    [ContainerProgram.Relay or ContainerProgram.Gateway or ContainerProgram.Busybox, ..] => await ContainerProgram.RunAsync(args[0]),
    _ => await SandboxCommand.RunAsync(args),
};
