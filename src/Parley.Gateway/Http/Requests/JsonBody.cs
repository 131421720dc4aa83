using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Parley.Contracts;

namespace Parley.Gateway.Http.Requests;

/// <summary>Reads a body that must be one JSON object.</summary>
internal static class JsonBody
{
    /// <summary>The value, or why there is none: 232 for what is no JSON object in UTF-8, 203 for a member of a wrong type, 261 for more than <see cref="Limits.FrameBytes"/>.</summary>
    public static async Task<(T? Value, BodyFault? Fault)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (!IsJson(request.ContentType))
            return (null, new BodyFault(Refusal.Of(ErrorCode.BadFrame, "what", "content-type"), StatusCodes.Status415UnsupportedMediaType));
        var (bytes, fault) = await BodyBytes.ReadAsync(request, Limits.FrameBytes, cancellationToken);
        if (fault is not null)
            return (null, fault);
        if (!Utf8.IsValid(bytes.Span))
            return (null, Bad("utf-8"));
        if (!IsWhole(bytes.Span))
            return (null, Bad("json"));
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, type) is { } value ? (value, null) : (null, Bad("object"));
        }
        catch (JsonException wrong) when (wrong.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal))
        {
            var end = path.IndexOfAny(['.', '['], 2);
            return (null, new BodyFault(Refusal.Of(ErrorCode.InvalidValue, "what", end < 0 ? path[2..] : path[2..end], "value", "")));
        }
        catch (JsonException)
        {
            return (null, Bad("json"));
        }
    }

    public static bool IsJson(string? contentType) => MediaType(contentType) is "application/json";

    /// <summary>Without parameters, in lower case.</summary>
    public static string? MediaType(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>Before members are looked at: what is cut off is no member of a wrong type.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = WebJson.MaxDepth });
        try
        {
            reader.Read();
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static BodyFault Bad(string what) => new(Refusal.Of(ErrorCode.BadFrame, "what", what));
}

/// <param name="Status">0: the refusal's own.</param>
internal sealed record BodyFault(Refusal Refusal, int Status = 0);
