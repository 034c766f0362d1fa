using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OpenClaw.Azure;

/// <summary>How our records become Azure's JSON: camel case, nothing for what is not set. Reading does not mind the case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ManagedCluster))]
[JsonSerializable(typeof(ArmPage<ManagedCluster>), TypeInfoPropertyName = "ArmPageManagedCluster")]
[JsonSerializable(typeof(ArmPage<ResourceReference>), TypeInfoPropertyName = "ArmPageResourceReference")]
[JsonSerializable(typeof(ArmPage<ComputeSku>), TypeInfoPropertyName = "ArmPageComputeSku")]
[JsonSerializable(typeof(ArmPage<ComputeUsage>), TypeInfoPropertyName = "ArmPageComputeUsage")]
[JsonSerializable(typeof(ArmPage<PermissionSet>), TypeInfoPropertyName = "ArmPagePermissionSet")]
[JsonSerializable(typeof(ResourceTags))]
[JsonSerializable(typeof(ClusterCredentials))]
[JsonSerializable(typeof(OperationStatus))]
[JsonSerializable(typeof(ArmErrorBody))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class AzureJsonContext : JsonSerializerContext;
