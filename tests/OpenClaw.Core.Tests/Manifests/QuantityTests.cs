using OpenClaw.Manifests;

namespace OpenClaw.Tests.Manifests;

public class QuantityTests
{
    // The right side is what a real API server stores for the left one.
    [Theory]
    [InlineData("250m", "250m", 1)]
    [InlineData("0.25", "250m", 1)]
    [InlineData("1000m", "1", 1)]
    [InlineData("1", "1", 1)]
    [InlineData("1.5", "1500m", 2)]
    [InlineData("1024Mi", "1Gi", 1073741824)]
    [InlineData("1536Mi", "1536Mi", 1610612736)]
    [InlineData("1.5Gi", "1536Mi", 1610612736)]
    [InlineData("16384Mi", "16Gi", 17179869184)]
    [InlineData("1000M", "1G", 1000000000)]
    [InlineData("1500M", "1500M", 1500000000)]
    [InlineData("512Ki", "512Ki", 524288)]
    [InlineData("0.5Ki", "512", 512)]
    [InlineData("3221225472", "3221225472", 3221225472)]
    [InlineData("2000k", "2M", 2000000)]
    public void Quantities_take_the_form_the_server_stores(string text, string canonical, long value)
    {
        Assert.True(Quantity.TryParse(text, out var quantity));
        Assert.Equal((canonical, value), (quantity.ToString(), quantity.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0Gi")]
    [InlineData("-1")]
    [InlineData("1 Gi")]
    [InlineData("1GB")]
    [InlineData("1gi")]
    [InlineData("Gi")]
    [InlineData("1e3")]
    [InlineData("9999999999E")]
    [InlineData("1Gi\n")]
    [InlineData("٣Gi")]
    public void Other_texts_are_none(string text) => Assert.False(Quantity.TryParse(text, out _));
}
