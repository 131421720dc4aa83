using System.Reflection;
using System.Security.Cryptography;

namespace Parley.Gateway.Http.Client;

/// <summary>The web client as the build put it into this assembly: resources <c>web/PATH</c>, and <c>web/PATH.br</c> compressed. Read at the first request.</summary>
internal static class ClientFiles
{
    private const string Prefix = "web/";
    private const string Compressed = ".br";

    private static readonly Assembly Home = typeof(ClientFiles).Assembly;

    private static readonly Lazy<IReadOnlyDictionary<string, ClientFile>> Loaded = new(Load);

    /// <summary>False where the build had no Node: then there is only a page that says so.</summary>
    public static bool IsBuiltIn => Loaded.Value.ContainsKey("index.html");

    /// <param name="path">Without the slash in front.</param>
    public static ClientFile? Find(string path) => Loaded.Value.GetValueOrDefault(path);

    private static Dictionary<string, ClientFile> Load()
    {
        var names = Home.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        return names
            .Where(name => !(name.EndsWith(Compressed, StringComparison.Ordinal) && names.Contains(name[..^Compressed.Length])))
            .ToDictionary(name => name[Prefix.Length..], name => Read(name, names.Contains(name + Compressed)), StringComparer.Ordinal);
    }

    private static ClientFile Read(string name, bool compressed)
    {
        var bytes = Bytes(name);
        var path = name[Prefix.Length..];
        return new(
            ContentType(path),
            $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"",
            bytes,
            compressed && Bytes(name + Compressed) is var brotli && brotli.Length < bytes.Length ? brotli : null,
            path.StartsWith("assets/", StringComparison.Ordinal));
    }

    private static byte[] Bytes(string name)
    {
        using var stream = Home.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string ContentType(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" or ".map" => "application/json",
        ".webmanifest" => "application/manifest+json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".webp" => "image/webp",
        ".jpg" => "image/jpeg",
        ".woff2" => "font/woff2",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
