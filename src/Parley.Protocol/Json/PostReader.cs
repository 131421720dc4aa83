using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;
using Parley.Contracts;

namespace Parley.Protocol.Json;

/// <summary>Reads the one request that busy clients send, in one pass, if it has the usual shape; anything else is for the schema to read or refuse.</summary>
internal static class PostReader
{
    private enum Member
    {
        Text,
        Room,
        To,
        Id,
        ReplyTo,
        Notice,
        Written,
        Ref,
        Unknown,
    }

    /// <summary>False says nothing about the frame but that it was not read here.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, [NotNullWhen(true)] out Post? post)
    {
        post = null;
        if (!frame.StartsWith("{\"t\":\"post\","u8) && !frame.StartsWith("{\"t\": \"post\","u8))
            return false;
        if (!Utf8.IsValid(frame))
            return false;
        try
        {
            return TryReadMembers(frame, out post);
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // An escape for half of a surrogate pair.
            return false;
        }
    }

    private static bool TryReadMembers(ReadOnlySpan<byte> frame, [NotNullWhen(true)] out Post? post)
    {
        post = null;
        var reader = new Utf8JsonReader(frame, new JsonReaderOptions { MaxDepth = JsonSchema.MaxDepth });
        // The opening, the type's name and the type, as seen already.
        _ = reader.Read() && reader.Read() && reader.Read();
        string? text = null, room = null, to = null, id = null;
        long? replyTo = null, reference = null;
        bool? notice = null;
        DateTimeOffset? away = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader);
            if (!reader.Read())
                return false;
            var read = member switch
            {
                Member.Text => TryReadText(ref reader, out text),
                Member.Room => TryReadText(ref reader, out room),
                Member.To => TryReadText(ref reader, out to),
                Member.Id => TryReadText(ref reader, out id),
                Member.ReplyTo => TryReadNumber(ref reader, out replyTo),
                Member.Notice => TryReadFlag(ref reader, out notice),
                Member.Written => TryReadTime(ref reader, out away),
                Member.Ref => TryReadNumber(ref reader, out reference),
                _ => false,
            };
            if (!read)
                return false;
        }
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
            return false;
        post = new Post(text, id, replyTo) { Room = room, To = to, Notice = notice, Written = away, Ref = reference };
        return true;
    }

    private static Member MemberOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("text"u8) ? Member.Text
        : reader.ValueTextEquals("room"u8) ? Member.Room
        : reader.ValueTextEquals("id"u8) ? Member.Id
        : reader.ValueTextEquals("ref"u8) ? Member.Ref
        : reader.ValueTextEquals("to"u8) ? Member.To
        : reader.ValueTextEquals("replyTo"u8) ? Member.ReplyTo
        : reader.ValueTextEquals("notice"u8) ? Member.Notice
        : reader.ValueTextEquals("written"u8) ? Member.Written
        : Member.Unknown;

    private static bool TryReadText(ref Utf8JsonReader reader, out string? value)
    {
        value = null;
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType != JsonTokenType.String)
            return false;
        value = reader.GetString();
        return true;
    }

    private static bool TryReadTime(ref Utf8JsonReader reader, out DateTimeOffset? value)
    {
        value = null;
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetDateTimeOffset(out var time))
            return false;
        value = time;
        return true;
    }

    private static bool TryReadFlag(ref Utf8JsonReader reader, out bool? value)
    {
        value = reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => null,
        };
        return value is not null || reader.TokenType == JsonTokenType.Null;
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, out long? value)
    {
        value = null;
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number))
            return false;
        value = number;
        return true;
    }
}
