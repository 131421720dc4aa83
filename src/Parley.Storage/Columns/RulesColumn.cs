using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Core.Rooms;

namespace Parley.Storage.Columns;

/// <summary>A room's rules as the text of their column.</summary>
internal static class RulesColumn
{
    public static string Write(RoomRules rules) => JsonSerializer.Serialize(rules, RulesJson.Default.RoomRules);

    /// <summary>Null: the rules of a new room.</summary>
    public static RoomRules Read(string? text) => text is null ? RoomRules.Initial : JsonSerializer.Deserialize(text, RulesJson.Default.RoomRules) ?? RoomRules.Initial;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RoomRules))]
internal sealed partial class RulesJson : JsonSerializerContext;
