using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Core.Operators;
using Parley.Gateway.Http.Admin;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.Api;
using Parley.Gateway.Http.Files;
using Parley.Gateway.Http.Metrics;
using Parley.Gateway.Http.Webhooks;
using Parley.Protocol;

namespace Parley.Gateway.Http;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    RespectNullableAnnotations = true,
    MaxDepth = MaxDepth,
    Converters = [typeof(TimeConverter)])]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(RegisterBody))]
[JsonSerializable(typeof(LoginAnswer))]
[JsonSerializable(typeof(MeAnswer))]
[JsonSerializable(typeof(NewRoom))]
[JsonSerializable(typeof(NewMessage))]
[JsonSerializable(typeof(ProfileChange))]
[JsonSerializable(typeof(PasswordBody))]
[JsonSerializable(typeof(FileShown))]
[JsonSerializable(typeof(FileList))]
[JsonSerializable(typeof(ExportAnswer))]
[JsonSerializable(typeof(Webhook))]
[JsonSerializable(typeof(WebhookShown))]
[JsonSerializable(typeof(WebhookList))]
[JsonSerializable(typeof(NewWebhook))]
[JsonSerializable(typeof(HookMessage))]
[JsonSerializable(typeof(AdminAccount))]
[JsonSerializable(typeof(AdminAccountChange))]
[JsonSerializable(typeof(AccountPage))]
[JsonSerializable(typeof(AccountShown))]
[JsonSerializable(typeof(RoomPage))]
[JsonSerializable(typeof(SessionPage))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(SettingList))]
[JsonSerializable(typeof(Inspection))]
[JsonSerializable(typeof(FiguresShown))]
internal sealed partial class WebJson : JsonSerializerContext
{
    public const int MaxDepth = 16;

    /// <summary>Texts as they are: an answer is JSON and never part of a page.</summary>
    public static WebJson Wire => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
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
