using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Retort.Reporting.Documents;

namespace Retort.Hosting.Pages;

/// <summary>The files that pages load, and their paths.</summary>
internal static class PageAssets
{
    public const string Style = "assets/page.css";
    public const string Script = "assets/page.js";
    public const string Stream = "live";

    private static readonly Lazy<Asset> StyleFile = new(() => new("text/css", HtmlBlocks.Style + "\n" + Read("page.css")));
    private static readonly Lazy<Asset> ScriptFile = new(() => new("text/javascript", Read("page.js")));

    public static Task WriteStyleAsync(HttpContext context) => WriteAsync(context, StyleFile.Value);

    public static Task WriteScriptAsync(HttpContext context) => WriteAsync(context, ScriptFile.Value);

    // They change with the application, under the same names: a browser asks each time, and is mostly told that nothing has changed.
    private static Task WriteAsync(HttpContext context, Asset asset)
    {
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(asset.Content, asset.ContentType, entityTag: asset.Tag).ExecuteAsync(context);
    }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed class Asset(string type, string text)
    {
        public byte[] Content { get; } = Encoding.UTF8.GetBytes(text);

        public string ContentType { get; } = $"{type}; charset=utf-8";

        public EntityTagHeaderValue Tag => new($"\"{Convert.ToHexStringLower(SHA256.HashData(Content))[..16]}\"");
    }
}
