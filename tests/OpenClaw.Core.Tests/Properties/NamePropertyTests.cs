using System.Text.Json.Nodes;
using CsCheck;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Tests.Manifests;

namespace OpenClaw.Tests.Properties;

/// <summary>Whatever names, images and sizes somebody asks for: they are refused with a reason, or made into objects of the one known shape.</summary>
[Trait("Promise", "Structure")]
public sealed class NamePropertyTests
{
    private const string Letters = "abcxyz019-";

    private static readonly OpenClawModelConfig Config = Samples.Config("https://one.openai.azure.com/", "https://two.openai.azure.com/");
    private static readonly InstallOptions Plain = new() { ModelName = "gpt-5.2", StorageClass = "managed-csi" };
    private static readonly string WantedShape = ShapeOf(Plain);

    private static readonly Gen<InstallOptions> Options = Gen.Select(
        Texts.Near(Letters, 12), Texts.Near(Letters, 12), Texts.Near("abcXYZ019._:-", 12), Texts.Near("abc019./:-@", 16), Texts.Near("abc.-", 8),
        Gen.Frequency((9, Gen.Int[1, 999].Select(n => $"{n}Gi")), (1, Texts.Near("0123456789KMGim.", 5))),
        (name, ns, model, image, storageClass, size) => Plain with
        {
            Name = name,
            Namespace = ns,
            ModelName = model,
            OpenClawImage = image,
            StorageClass = storageClass,
            StorageSize = size,
        });

    [Fact]
    public void Any_options_of_an_installation_are_refused_or_make_the_same_objects()
    {
        var accepted = 0;
        Options.Sample(
            options =>
            {
                try
                {
                    InstallOptionsCheck.Run(options);
                }
                catch (OpenClawException e) when (e.Kind == ErrorKind.InvalidArgument)
                {
                    return;
                }
                Interlocked.Increment(ref accepted);
                Assert.Equal(WantedShape, ShapeOf(options));
            },
            iter: 30_000);
        Assert.InRange(accepted, 100, int.MaxValue);
    }

    [Fact]
    public void One_wrong_text_is_refused_or_makes_the_same_objects() => Gen.Select(Gen.Int[0, 4], Texts.Any).Sample(
        (field, text) =>
        {
            var options = With(field, text);
            try
            {
                InstallOptionsCheck.Run(options);
            }
            catch (OpenClawException e) when (e.Kind == ErrorKind.InvalidArgument)
            {
                return;
            }
            Assert.Equal(WantedShape, ShapeOf(options));
        },
        iter: 20_000);

    [Fact]
    public void Even_what_the_check_would_refuse_stays_a_value() => Gen.Select(Texts.Any, Texts.Any, Texts.Any, Texts.Any).Sample(
        (name, ns, model, storageClass) => Assert.Equal(WantedShape, ShapeOf(Plain with
        {
            Name = Texts.WellFormed(name),
            Namespace = Texts.WellFormed(ns),
            ModelName = Texts.WellFormed(model),
            StorageClass = Texts.WellFormed(storageClass),
        })),
        iter: 3_000);

    [Fact]
    public void Any_options_of_a_cluster_are_refused_or_become_names_that_Azure_takes() => Gen.Select(
        Texts.Near(Letters, 20), Texts.Near("abcXYZ019-_.()", 20), Texts.Near("abcXYZ019-_", 20), Texts.Near("abc 019", 8), Texts.Near("Standard_D2sv5", 14), Texts.Any).Sample(
        (name, group, cluster, location, size, tag) =>
        {
            ClusterPlan plan;
            try
            {
                plan = ClusterPlan.From(new()
                {
                    Name = name,
                    ResourceGroup = group,
                    ClusterName = cluster,
                    Location = location,
                    NodeSize = size,
                    Tags = new Dictionary<string, string> { [tag] = tag },
                });
            }
            catch (OpenClawException e) when (e.Kind == ErrorKind.InvalidArgument)
            {
                return;
            }
            Assert.Matches(@"\A[a-zA-Z0-9]([-a-zA-Z0-9]{0,52}[a-zA-Z0-9])?\z", plan.DnsPrefix);
            Assert.All(
                (string[])[plan.Name, plan.ResourceGroup, plan.ClusterName, plan.Location],
                part => Assert.DoesNotMatch("[/?#%&\\s\"'\\\\\u0000]", part));
        },
        iter: 20_000);

    [Fact]
    public void Any_text_may_stand_in_a_lock() => Gen.OneOf(
        Texts.Any, Gen.Select(Texts.Any, Texts.Any, Gen.Int, (user, host, process) => $"{user}@{host}/{process} {host}-1")).Sample(
        text => { LeaseHolder.IsGone(text); }, iter: 10_000);

    private static InstallOptions With(int field, string text) => field switch
    {
        0 => Plain with { Name = text },
        1 => Plain with { Namespace = text },
        2 => Plain with { ModelName = text },
        3 => Plain with { LiteLLMImage = text },
        _ => Plain with { StorageClass = text },
    };

    private static string ShapeOf(InstallOptions options)
    {
        var objects = DesiredState.Build(options, Config, new("openclaw-mark", "litellm-mark"));
        // Written and read back, as the API server will.
        return string.Join('\n', objects.Select(o => $"{o.Name.Kind.Kind} {Shape.Of(JsonNode.Parse(o.Manifest.ToJsonString()))} {Scripts(o.Manifest)}"));
    }

    // What a shell or a program will run is the same to the letter.
    private static string Scripts(JsonObject manifest) => string.Join(
        ' ', (manifest["spec"]?["template"]?["spec"]?["initContainers"] as JsonArray ?? []).Select(c => $"{c!["command"]!.ToJsonString()} {c["args"]!.ToJsonString()}"));
}
