using System.Text.RegularExpressions;
using OpenClaw.Operations;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace OpenClaw.Manifests;

/// <summary>LiteLLM's configuration file.</summary>
internal static partial class LiteLLMConfig
{
    public const string FileName = "litellm-config.yaml";
    public const string MasterKeyVariable = "LITELLM_MASTER_KEY";

    public static string Build(InstallOptions options, OpenClawModelConfig config)
    {
        var document = new Dictionary<string, object>
        {
            ["model_list"] = config.Endpoints.Select((endpoint, index) => new Dictionary<string, object>
            {
                ["model_name"] = options.ModelName,
                ["litellm_params"] = new Dictionary<string, object>
                {
                    ["model"] = Route(options.ModelName, config.DeploymentName),
                    ["api_base"] = endpoint.Endpoint.AbsoluteUri,
                    ["api_key"] = $"os.environ/{InstanceSecrets.AzureKey(index)}",
                    ["api_version"] = config.ApiVersion,
                    ["weight"] = 1,
                },
                ["model_info"] = new Dictionary<string, object> { ["id"] = endpoint.Name },
            }).ToList(),
            ["router_settings"] = new Dictionary<string, object>
            {
                ["routing_strategy"] = "simple-shuffle",
                ["num_retries"] = 2,
                ["allowed_fails"] = 3,
                ["cooldown_time"] = 30,
                ["timeout"] = 300,
            },
            ["litellm_settings"] = new Dictionary<string, object> { ["drop_params"] = true, ["request_timeout"] = 600 },
            ["general_settings"] = new Dictionary<string, object> { ["master_key"] = $"os.environ/{MasterKeyVariable}" },
        };
        return new SerializerBuilder()
            .WithIndentedSequences()
            .WithNewLine("\n")
            .WithEventEmitter(next => new QuotedStrings(next))
            .Build()
            .Serialize(document);
    }

    /// <summary>
    /// The name LiteLLM picks its request format by. It looks for the model's family in the deployment's name; where that does not show it,
    /// a prefix does.
    /// </summary>
    private static string Route(string model, string deployment)
    {
        var family = Gpt5().IsMatch(model) && !Gpt5().IsMatch(deployment) ? "gpt5_series/"
            : OSeries().IsMatch(model) && !OSeries().IsMatch(deployment) ? "o_series/"
            : "";
        return $"azure/{family}{deployment}";
    }

    [GeneratedRegex("gpt-5(?!-chat)", RegexOptions.IgnoreCase)]
    private static partial Regex Gpt5();

    [GeneratedRegex(@"\Ao[134](-|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex OSeries();

    // A plain 2025-01-01 is a date to YAML 1.1 and an endpoint's name could be "no": every text is quoted, whatever it looks like.
    private sealed class QuotedStrings(IEventEmitter next) : ChainedEventEmitter(next)
    {
        private bool _key = true;
        private readonly Stack<bool> _mappings = new();

        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            var isKey = _mappings.TryPeek(out var mapping) && mapping && _key;
            if (eventInfo.Source.Type == typeof(string) && !isKey)
                eventInfo.Style = ScalarStyle.DoubleQuoted;
            _key = !isKey;
            base.Emit(eventInfo, emitter);
        }

        public override void Emit(MappingStartEventInfo eventInfo, IEmitter emitter)
        {
            _mappings.Push(true);
            _key = true;
            base.Emit(eventInfo, emitter);
        }

        public override void Emit(MappingEndEventInfo eventInfo, IEmitter emitter)
        {
            _mappings.Pop();
            _key = true;
            base.Emit(eventInfo, emitter);
        }

        public override void Emit(SequenceStartEventInfo eventInfo, IEmitter emitter)
        {
            _mappings.Push(false);
            base.Emit(eventInfo, emitter);
        }

        public override void Emit(SequenceEndEventInfo eventInfo, IEmitter emitter)
        {
            _mappings.Pop();
            _key = true;
            base.Emit(eventInfo, emitter);
        }
    }
}
