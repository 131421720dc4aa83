using System.Text.Json;
using System.Text.Unicode;

namespace Parley.Protocol.Json;

/// <summary>A first reading of an object: is it sound, what type does it say, which request is it. The last of doubled members counts.</summary>
/// <param name="Fault">What is wrong (<c>utf-8</c>, <c>json</c>, <c>object</c>), or null.</param>
internal readonly record struct ObjectScan(string? Fault, string? Type, long? Ref, string? Id)
{
    public static ObjectScan Of(ReadOnlySpan<byte> frame)
    {
        var scan = new ObjectScan(null, null, null, null);
        if (!Utf8.IsValid(frame))
            return scan with { Fault = "utf-8" };
        var reader = new Utf8JsonReader(frame, new JsonReaderOptions { MaxDepth = JsonSchema.MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                scan = scan with { Fault = "object" };
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                    scan = scan.WithMember(ref reader);
                else
                    ThrowOnLoneSurrogate(ref reader);
            }
            return scan;
        }
        catch (JsonException)
        {
            return scan with { Fault = "json" };
        }
        catch (InvalidOperationException)
        {
            // An escape for half of a surrogate pair: the text has no UTF-8 form.
            return scan with { Fault = "utf-8" };
        }
    }

    private ObjectScan WithMember(ref Utf8JsonReader reader)
    {
        var (type, reference, id) = (reader.ValueTextEquals("t"u8), reader.ValueTextEquals("ref"u8), reader.ValueTextEquals("id"u8));
        ThrowOnLoneSurrogate(ref reader);
        reader.Read();
        ThrowOnLoneSurrogate(ref reader);
        if (type)
            return this with { Type = reader.TokenType == JsonTokenType.String ? reader.GetString() : null };
        if (reference)
            return this with { Ref = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null };
        if (id)
            return this with { Id = reader.TokenType == JsonTokenType.String ? reader.GetString() : null };
        return this;
    }

    private static void ThrowOnLoneSurrogate(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped && reader.ValueSpan.IndexOf("\\u"u8) >= 0)
            _ = reader.GetString();
    }
}
