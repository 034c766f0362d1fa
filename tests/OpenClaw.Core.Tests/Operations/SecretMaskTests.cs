using OpenClaw.Operations;

namespace OpenClaw.Tests.Operations;

/// <summary>What must not be shown, and what must stay readable.</summary>
public sealed class SecretMaskTests
{
    [Fact]
    public void Every_secret_goes_also_where_one_begins_like_another_and_in_links() => Assert.Equal(
        "a *** b *** c ***",
        new SecretMask(["secret-one", "secret-one-and-more", "with/slash+plus"])
            .Apply("a secret-one-and-more b secret-one c with%2Fslash%2Bplus"));

    [Fact]
    public void What_is_too_short_to_be_a_secret_stays() => Assert.Equal("the key", new SecretMask(["key", ""]).Apply("the key"));
}
