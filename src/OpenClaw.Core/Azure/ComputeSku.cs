using System.Globalization;

namespace OpenClaw.Azure;

/// <summary>A VM size as it is offered in a region.</summary>
internal sealed record ComputeSku
{
    /// <summary><c>virtualMachines</c> for VM sizes; the list holds disks and more too.</summary>
    public string? ResourceType { get; init; }

    /// <summary>The size, for example <c>Standard_D2s_v5</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The family its quota is counted in, for example <c>standardDSv5Family</c>.</summary>
    public string? Family { get; init; }

    /// <summary>What it has, as names and values.</summary>
    public IReadOnlyList<ComputeSkuCapability>? Capabilities { get; init; }

    /// <summary>Why the subscription may not use it.</summary>
    public IReadOnlyList<ComputeSkuRestriction>? Restrictions { get; init; }

    /// <summary>Number of vCPUs, or null when Azure does not say.</summary>
    public int? Cpus => int.TryParse(Capability("vCPUs"), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;

    /// <summary>Memory in GiB, or null when Azure does not say.</summary>
    public double? MemoryGb =>
        double.TryParse(Capability("MemoryGB"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) ? n : null;

    /// <summary>Why the subscription may not use it anywhere in the region, or null. A restriction to some zones is none for us.</summary>
    public string? RestrictedBecause =>
        Restrictions?.FirstOrDefault(r => string.Equals(r.Type, "Location", StringComparison.OrdinalIgnoreCase)) is { } r
            ? r.ReasonCode ?? "Location" : null;

    /// <summary><c>x64</c> or <c>Arm64</c>, or null when Azure does not say.</summary>
    public string? Architecture => Capability("CpuArchitectureType");

    /// <summary>Whether premium disks can be attached; true when Azure does not say.</summary>
    public bool TakesPremiumDisks => !string.Equals(Capability("PremiumIO"), "False", StringComparison.OrdinalIgnoreCase);

    private string? Capability(string name) =>
        Capabilities?.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))?.Value;
}

/// <summary>One thing a size has.</summary>
internal sealed record ComputeSkuCapability(string? Name, string? Value);

/// <summary>One reason why a size may not be used: type <c>Location</c> or <c>Zone</c>, and a code.</summary>
internal sealed record ComputeSkuRestriction(string? Type, string? ReasonCode);
