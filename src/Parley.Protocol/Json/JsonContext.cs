using System.Text.Json.Serialization;
using Parley.Contracts;

namespace Parley.Protocol.Json;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    MaxDepth = JsonSchema.MaxDepth,
    Converters = [
        typeof(ConversationIdConverter), typeof(PositionConverter), typeof(TimeConverter), typeof(FiniteConverter), typeof(CloseReasonConverter), typeof(TextConverter), typeof(SignedEntryConverter),
    ])]
[JsonSerializable(typeof(Command))]
[JsonSerializable(typeof(Event))]
internal sealed partial class JsonContext : JsonSerializerContext;
