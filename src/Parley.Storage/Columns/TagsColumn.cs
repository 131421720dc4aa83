using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Storage.Columns;

/// <summary>A client's own tags as the text of their column.</summary>
internal static class TagsColumn
{
    public static string? Write(IReadOnlyDictionary<string, string>? tags) => tags is null or { Count: 0 } ? null : JsonSerializer.Serialize(tags, TagsJson.Default.IReadOnlyDictionaryStringString);

    public static IReadOnlyDictionary<string, string>? Read(string? text) => text is null ? null : JsonSerializer.Deserialize(text, TagsJson.Default.IReadOnlyDictionaryStringString);
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class TagsJson : JsonSerializerContext;
