using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Tests.Pods;

/// <summary>Objects in the shape of the reference pod: what a real install applies, cut to what matters here.</summary>
internal static class SampleObjects
{
    public const string AzureKey = "test-azure-key";
    public const string GatewayToken = "test-gateway-token";
    public const string MasterKey = "sk-test-master-key";
    private const string Namespace = TestCluster.Namespace;

    public static IEnumerable<JsonObject> All(Uri azure) => [Secret(), Claim(), ProxyConfig(azure), GatewayConfig(), .. Services(), Proxy(), Gateway()];

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    public static JsonObject Secret() => Parse($$$$"""
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"openclaw-secrets","namespace":"{{{{Namespace}}}}"},"type":"Opaque","data":{
          "OPENCLAW_GATEWAY_TOKEN":"{{{{Base64(GatewayToken)}}}}","LITELLM_MASTER_KEY":"{{{{Base64(MasterKey)}}}}","AZURE_OPENAI_KEY_0":"{{{{Base64(AzureKey)}}}}"}}
        """);

    public static JsonObject Claim() => Parse($$$$"""
        {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"openclaw-data","namespace":"{{{{Namespace}}}}"},
         "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"4Gi"} } } }
        """);

    public static JsonObject ProxyConfig(Uri azure) => ConfigMap("openclaw-llmproxy-config", ("litellm-config.yaml", $"""
        model_list:
        - model_name: gpt-5.2
          litellm_params:
            model: azure/gpt-5.2
            api_base: {azure.GetLeftPart(UriPartial.Authority)}/
            api_key: os.environ/AZURE_OPENAI_KEY_0
            api_version: v1
            weight: 1
        router_settings: {"{"}routing_strategy: simple-shuffle, num_retries: 2{"}"}
        general_settings:
          master_key: os.environ/LITELLM_MASTER_KEY
        """));

    public static JsonObject GatewayConfig(Action<JsonObject>? change = null)
    {
        var config = Parse("""
            {"gateway":{"mode":"local","bind":"loopback","port":18789,
              "auth":{"mode":"token","token":{"source":"env","provider":"default","id":"OPENCLAW_GATEWAY_TOKEN"}},
              "controlUi":{"enabled":true,"allowedOrigins":["http://127.0.0.1:18789"]},
              "http":{"endpoints":{"chatCompletions":{"enabled":true}}}},
             "agents":{"defaults":{"model":{"primary":"litellm/gpt-5.2"}},"entries":{"main":{}}},
             "models":{"mode":"replace","providers":{"litellm":{
               "baseUrl":"http://openclaw-llmproxy-svc.openclaw-ns.svc.cluster.local:4000/v1",
               "apiKey":{"source":"env","provider":"default","id":"LITELLM_API_KEY"},"api":"openai-completions",
               "models":[{"id":"gpt-5.2","name":"gpt-5.2"}]}}}}
            """);
        change?.Invoke(config);
        return ConfigMap("openclaw-openclaw-config", ("openclaw-config.json", config.ToJsonString()), ("merge-config.mjs", "// run by node"));
    }

    public static IEnumerable<JsonObject> Services() =>
    [
        Parse($$$$"""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"openclaw-llmproxy-svc","namespace":"{{{{Namespace}}}}"},
             "spec":{"selector":{"app":"openclaw-llmproxy"},"ports":[{"name":"http","port":4000,"targetPort":"http"}]}}
            """),
        Parse($$$$"""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"openclaw-svc","namespace":"{{{{Namespace}}}}"},
             "spec":{"selector":{"app":"openclaw"},"ports":[{"name":"gateway","port":80,"targetPort":"gateway"}]}}
            """),
    ];

    public static JsonObject Proxy() => Parse($$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"openclaw-llmproxy","namespace":"{{{{Namespace}}}}"},"spec":{"replicas":1,
         "selector":{"matchLabels":{"app":"openclaw-llmproxy"}},
         "template":{"metadata":{"labels":{"app":"openclaw-llmproxy"}},"spec":{"enableServiceLinks":false,"terminationGracePeriodSeconds":1,
          "containers":[{"name":"llmproxy","image":"ghcr.io/berriai/litellm-non_root:v1.108.12",
           "args":["--config","/etc/litellm/litellm-config.yaml","--port","4000"],
           "env":[{"name":"LITELLM_MASTER_KEY","valueFrom":{"secretKeyRef":{"name":"openclaw-secrets","key":"LITELLM_MASTER_KEY"}} },
                  {"name":"AZURE_OPENAI_KEY_0","valueFrom":{"secretKeyRef":{"name":"openclaw-secrets","key":"AZURE_OPENAI_KEY_0"}} }],
           "ports":[{"name":"http","containerPort":4000}],
           "readinessProbe":{"httpGet":{"path":"/health/readiness","port":"http"},"periodSeconds":10},
           "volumeMounts":[{"name":"config","mountPath":"/etc/litellm","readOnly":true}]}],
          "volumes":[{"name":"config","configMap":{"name":"openclaw-llmproxy-config"}}]} } } }
        """);

    public static JsonObject Gateway() => Parse($$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"openclaw","namespace":"{{{{Namespace}}}}"},"spec":{"replicas":1,
         "progressDeadlineSeconds":900,"strategy":{"type":"Recreate"},"selector":{"matchLabels":{"app":"openclaw"}},
         "template":{"metadata":{"labels":{"app":"openclaw"}},"spec":{"hostname":"openclaw","enableServiceLinks":false,
          "terminationGracePeriodSeconds":330,
          "initContainers":[{"name":"prepare","image":"ghcr.io/openclaw/openclaw:2026.9.6","command":["sh","-ec"],
           "args":["umask 077\nif [ ! -e /volume/state ] && [ -e /volume/cache/openclaw-backups/previous ]; then\n  mv /volume/cache/openclaw-backups/previous /volume/state\nfi\nmkdir -p /volume/state /volume/cache\nmkdir -p -m 1777 /scratch/gateway-tmp\nchmod 1777 /scratch/gateway-tmp\nexec node /etc/openclaw/merge-config.mjs /etc/openclaw/openclaw-config.json /volume/state/openclaw.declared.json /volume/state/openclaw.json\n"],
           "volumeMounts":[{"name":"data","mountPath":"/volume"},{"name":"scratch","mountPath":"/scratch"},{"name":"config","mountPath":"/etc/openclaw"}]}],
          "containers":[{"name":"openclaw","image":"ghcr.io/openclaw/openclaw:2026.9.6","command":["node","/app/dist/index.js","gateway","run"],
           "env":[{"name":"HOME","value":"/home/node"},{"name":"OPENCLAW_STATE_DIR","value":"/home/node/.openclaw"},
                  {"name":"OPENCLAW_CONFIG_PATH","value":"/home/node/.openclaw/openclaw.json"},{"name":"XDG_CACHE_HOME","value":"/home/node/.cache"},
                  {"name":"OPENCLAW_GATEWAY_TOKEN","valueFrom":{"secretKeyRef":{"name":"openclaw-secrets","key":"OPENCLAW_GATEWAY_TOKEN"}} },
                  {"name":"LITELLM_API_KEY","valueFrom":{"secretKeyRef":{"name":"openclaw-secrets","key":"LITELLM_MASTER_KEY"}} }],
           "ports":[{"name":"gateway","containerPort":18789}],
           "startupProbe":{"exec":{"command":["curl","-fsS","-m","4","-o","/dev/null","http://127.0.0.1:18789/startupz"]},"periodSeconds":5,"timeoutSeconds":5,"failureThreshold":60},
           "readinessProbe":{"exec":{"command":["curl","-fsS","-m","4","-o","/dev/null","http://127.0.0.1:18789/startupz"]},"periodSeconds":10,"timeoutSeconds":5},
           "livenessProbe":{"exec":{"command":["curl","-fsS","-m","9","-o","/dev/null","http://127.0.0.1:18789/healthz"]},"periodSeconds":30,"timeoutSeconds":10,"failureThreshold":4},
           "volumeMounts":[{"name":"data","mountPath":"/home/node/.openclaw","subPath":"state"},{"name":"data","mountPath":"/home/node/.cache","subPath":"cache"},
                           {"name":"scratch","mountPath":"/tmp","subPath":"gateway-tmp"}]}],
          "volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"openclaw-data"} },{"name":"scratch","emptyDir":{} },
                     {"name":"config","configMap":{"name":"openclaw-openclaw-config"} }]} } } }
        """);

    /// <summary>A pod of one container; the image is OpenClaw's unless another is given.</summary>
    public static JsonObject Pod(string name, string command, string image = "ghcr.io/openclaw/openclaw:2026.9.6", string restartPolicy = "Always") => Parse($$$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{{name}}}}","namespace":"{{{{Namespace}}}}","labels":{"app":"{{{{name}}}}"}},
         "spec":{"restartPolicy":"{{{{restartPolicy}}}}","containers":[{"name":"main","image":"{{{{image}}}}","command":["sh","-c","{{{{command}}}}"]}]}}
        """);

    private static JsonObject ConfigMap(string name, params (string Key, string Value)[] data) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = Namespace },
        ["data"] = new JsonObject(data.Select(static item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value))),
    };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
