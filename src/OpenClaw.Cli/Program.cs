using System.CommandLine;
using OpenClaw.Cli.Commands;

var root = new RootCommand("Puts OpenClaw on Azure Kubernetes Service, with LiteLLM in front of Azure OpenAI, and opens it on this machine.")
{
    DeployCommand.Create(),
    InstallCommand.Create(),
    TunnelCommand.Create(),
    StatusCommand.Create(),
    TestCommand.Create(),
    LogsCommand.Create(),
    SecretCommand.Create(),
    RotateCommand.Create(),
    UpdateCommand.Create(),
    UndoCommand.Create(),
    RevisionsCommand.Create(),
    ExportCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
    ScaleCommand.Create(),
    StopCommand.Create(),
    StartCommand.Create(),
    UninstallCommand.Create(),
    RemoveCommand.Create(),
    DemoCommand.Create(),
};

// Errors are ours to print: the library would show a stack trace.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = TimeSpan.FromSeconds(15),
});
