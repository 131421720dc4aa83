using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Contracts;
using Parley.Protocol.Peer;

namespace Parley.Protocol.Json;

internal sealed class ConversationIdConverter : JsonConverter<ConversationId>
{
    public override ConversationId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, ConversationId value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

internal sealed class PositionConverter : JsonConverter<Position>
{
    public override Position Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Position value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

/// <summary>As <see cref="Timestamp"/> writes it.</summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Timestamp.Length];
        Timestamp.Write(value, text);
        writer.WriteStringValue(text);
    }
}

/// <summary>Numbers that can be written again: <c>1e999</c> is read as infinity by the platform, which JSON has no way to say.</summary>
internal sealed class FiniteConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble() is var number && double.IsFinite(number) ? number : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>By name. A reason that a later server has and we don't know reads as <see cref="CloseReason.PeerClosed"/>.</summary>
internal sealed class CloseReasonConverter : JsonConverter<CloseReason>
{
    public override CloseReason Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Enum.TryParse<CloseReason>(reader.GetString(), out var reason) && Enum.IsDefined(reason) ? reason : CloseReason.PeerClosed;

    public override void Write(Utf8JsonWriter writer, CloseReason value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

internal sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        var rented = ArrayPool<byte>.Shared.Rent(2 + (value.Length * JsonText.MaxExpansion));
        var length = JsonText.WriteQuoted(value, rented);
        writer.WriteRawValue(rented.AsSpan(0, length), skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(rented);
    }

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
}

/// <summary>Base64 of the entry as it travels, with its body or without it.</summary>
internal sealed class SignedEntryConverter : JsonConverter<SignedEntry>
{
    public override SignedEntry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TryGetBytesFromBase64(out var bytes) ? PeerEntry.Parse(bytes).ToSigned() : throw new JsonException();
        }
        catch (ProtocolException wrong)
        {
            throw new JsonException(wrong.Message, wrong);
        }
    }

    public override void Write(Utf8JsonWriter writer, SignedEntry value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.Encoded.Span);
}
