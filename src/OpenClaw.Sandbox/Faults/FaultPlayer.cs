using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections.Features;
using OpenClaw.Sandbox.Arm;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Faults;

/// <summary>Plays a fault script on the requests of a sandbox; another script can be put in at any time.</summary>
internal sealed class FaultPlayer
{
    private readonly ExpiredCredentials expired = new();
    private volatile RuleState[] rules = [];

    /// <summary>What the pods of every cluster are told.</summary>
    public PodFaults Pods => new(() => rules);

    /// <summary>Resource Manager, whose clusters fail and whose quota is too small; set before the first script is.</summary>
    public ResourceManager? Manager { get; set; }

    /// <summary>Puts a script in instead of the one before, from its beginning.</summary>
    public void Play(IEnumerable<FaultRule> script)
    {
        expired.Clear();
        rules = [.. script.Select(static rule => new RuleState(rule))];
        if (Manager is null)
            return;
        Manager.ProvisioningFailure = null;
        Manager.DefaultQuota = rules.FirstOrDefault(static state => state.Rule.Fault == FaultKind.QuotaExceeded)?.Rule.Cores
            ?? ResourceManager.UsualQuota;
    }

    /// <summary>The rules and how often each happened.</summary>
    public JsonArray Describe() => new([.. rules.Select(static state => new JsonObject
    {
        ["fault"] = FaultProperties.Name(state.Rule.Fault),
        ["played"] = state.Played,
    })]);

    /// <summary>Plays what the script has for a request.</summary>
    /// <returns>True when the request is answered or cut off.</returns>
    public async Task<bool> BeforeRequestAsync(SandboxServer server, HttpContext context)
    {
        if (rules.Length == 0)
            return false;
        var request = FaultRequest.Of(server, context);
        expired.See(request);
        if (expired.Has(request))
        {
            await FaultAnswers.WriteExpiredAsync(request);
            return true;
        }

        foreach (var state in rules.Where(state => request.Matches(state.Rule)))
        {
            if (state.IsTurn() && await PlayAsync(request, state.Rule))
                return true;
        }

        return false;
    }

    private async Task<bool> PlayAsync(FaultRequest request, FaultRule rule)
    {
        switch (rule.Fault)
        {
            case FaultKind.Error:
                await FaultAnswers.WriteAsync(request, rule);
                return true;
            case FaultKind.Slow:
                await Task.Delay(rule.Duration ?? TimeSpan.FromSeconds(5), request.Context.RequestAborted);
                return false;
            case FaultKind.Reset:
                return Reset(request.Context, rule.At);
            case FaultKind.ExpiredToken:
                expired.Expire(request, rule.Duration);
                await FaultAnswers.WriteExpiredAsync(request);
                return true;
            case FaultKind.WatchClosed:
                request.Context.Response.Body = new EndingWatch(request.Context.Response.Body, rule.AfterEvents, null);
                return false;
            case FaultKind.Gone when request.IsContinued:
                throw FaultAnswers.Gone;
            case FaultKind.Gone:
                request.Context.Response.Body = new EndingWatch(request.Context.Response.Body, rule.AfterEvents, FaultAnswers.Gone);
                return false;
            case FaultKind.ProvisioningFailed:
                FailProvisioning(request.Context, rule);
                return false;
            default:
                return false;
        }
    }

    private static bool Reset(HttpContext context, FaultMoment moment)
    {
        // The whole connection goes, with whatever else is under way on it, as with a real reset.
        void BreakOff()
        {
            context.Features.Get<IConnectionLifetimeFeature>()?.Abort();
            context.Abort();
        }

        switch (moment)
        {
            case FaultMoment.Before:
                BreakOff();
                return true;
            case FaultMoment.After:
                context.Response.OnStarting(() =>
                {
                    BreakOff();
                    return Task.CompletedTask;
                });
                return false;
            default:
                context.Response.Body = new HalfAnswer(context.Response.Body, async () =>
                {
                    // An aborted connection drops what it has not sent yet; the half that is written must leave first.
                    await Task.Delay(TimeSpan.FromMilliseconds(50));
                    BreakOff();
                });
                return false;
        }
    }

    private void FailProvisioning(HttpContext context, FaultRule rule)
    {
        if (Manager is null)
            return;
        Manager.ProvisioningFailure = (
            rule.Code ?? "ReconcileVMSSAgentPoolFailed",
            rule.Message ?? "VMSSAgentPoolReconciler retry failed: the nodes of the pool 'system' did not come up. This was played by the sandbox's fault script.");
        context.Response.OnCompleted(() =>
        {
            Manager.ProvisioningFailure = null;
            return Task.CompletedTask;
        });
    }
}
