using OpenClaw.Sandbox.Faults;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>What is done to the requests of a sandbox's servers; both may delay. The context names method, path and query; change nothing else of it.</summary>
internal sealed record RequestHooks
{
    /// <summary>Called before a request is served. True means that the hook took it over: it has answered, or aborted the connection.</summary>
    public Func<SandboxServer, HttpContext, Task<bool>>? BeforeRequest { get; init; }

    /// <summary>
    /// Called once a request was handled (what it changes is changed), before the first byte of its answer. True means that the answer
    /// is lost: the connection is aborted. Of a watch, a log or a port-forward it is the moment before it begins.
    /// </summary>
    public Func<SandboxServer, HttpContext, Task<bool>>? BeforeAnswer { get; init; }

    /// <summary>The hooks of one server and then its faults, in the form its options take.</summary>
    public Func<HttpContext, Task<bool>> For(SandboxServer server, FaultPlayer faults) => async context =>
    {
        if (BeforeAnswer is not null)
            context.Response.OnStarting(() => BeforeAnswerAsync(server, context));
        return (BeforeRequest is not null && await BeforeRequest(server, context)) || await faults.BeforeRequestAsync(server, context);
    };

    private async Task BeforeAnswerAsync(SandboxServer server, HttpContext context)
    {
        if (await BeforeAnswer!(server, context))
            context.Abort();
    }
}
