namespace OpenClaw.Sandbox.Pods.Programs.Gateway;

/// <summary>Serves the page that stands in for OpenClaw's Control UI.</summary>
internal static class ControlUiPage
{
    public static async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XFrameOptions = "DENY";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        await using var page = typeof(ControlUiPage).Assembly.GetManifestResourceStream("ControlUi.html")!;
        await page.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
