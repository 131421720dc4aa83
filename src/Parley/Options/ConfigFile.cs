using System.Text.Json;

namespace Parley.Host.Options;

/// <summary>A file of settings: JSON objects nested as the tree is, or flat with dotted keys; comments and trailing commas are allowed.</summary>
internal static class ConfigFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="RefusedStartException">The file can't be read or is no JSON object.</exception>
    public static IReadOnlyList<Assignment> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new RefusedStartException($"--config: {path}: holds {document.RootElement.ValueKind}; accepted: a JSON object");
            var assignments = new List<Assignment>();
            Collect(document.RootElement, "", path, assignments);
            return assignments;
        }
        catch (JsonException e)
        {
            throw new RefusedStartException($"--config: {path}: not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RefusedStartException($"--config: {path}: {e.Message}");
        }
    }

    private static void Collect(JsonElement node, string prefix, string path, List<Assignment> assignments)
    {
        foreach (var member in node.EnumerateObject())
        {
            var key = prefix + SettingKey.Normalize(member.Name);
            if (member.Value.ValueKind == JsonValueKind.Object && SettingsTree.Find(key) is not { IsMap: true })
                Collect(member.Value, key + ".", path, assignments);
            else
                assignments.Add(new(key, SettingValue.Of(member.Value.Clone()), path));
        }
    }
}
