using System.Text.Json;

namespace OpenClaw.Azure;

/// <summary>An error in Azure's words.</summary>
/// <param name="Code">Azure's code, for example <c>QuotaExceeded</c>.</param>
/// <param name="Message">Azure's sentence.</param>
/// <param name="Details">What is behind it, if anything.</param>
/// <param name="Subcode">A finer code, as AKS's own errors carry one.</param>
internal sealed record ArmErrorDetail(string? Code, string? Message, IReadOnlyList<ArmErrorDetail>? Details = null, string? Subcode = null)
{
    /// <summary>
    /// Reads both shapes: ARM's <c>{error:{code,message}}</c> and AKS's flat <c>{code,message,subcode,details}</c>. Null when it is neither.
    /// </summary>
    public static ArmErrorDetail? Read(BinaryData? body)
    {
        if (body is null || body.ToMemory().IsEmpty) return null;
        try
        {
            var answer = JsonSerializer.Deserialize(body, AzureJsonContext.Default.ArmErrorBody);
            return answer?.Error ?? (answer?.Code is null ? null : new ArmErrorDetail(answer.Code, answer.Message, answer.Details, answer.Subcode));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Either shape of an error body.</summary>
internal sealed record ArmErrorBody(
    ArmErrorDetail? Error, string? Code, string? Message, IReadOnlyList<ArmErrorDetail>? Details, string? Subcode);
