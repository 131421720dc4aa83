using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Parley.Protocol.Json;

/// <summary>The objects of course exercises, <c>{"Tipo":"#cR","Nombre":"uci"}</c>, turned into the line of the line protocol that they mean.</summary>
/// <remarks>Names of members are compared without case. docs/protocol/json.md, "The students' form".</remarks>
public static class StudentForm
{
    /// <summary>False for any object with a <c>t</c>, without a string <c>Tipo</c>, or that is not sound JSON.</summary>
    /// <param name="line">One line without its end, for the line parser.</param>
    public static bool TryRead(ReadOnlySpan<byte> frame, [NotNullWhen(true)] out string? line)
    {
        line = null;
        if (ObjectScan.Of(frame) is not { Fault: null, Type: null } || !TryReadMembers(frame, out var type, out var name, out var text))
            return false;
        line = OneLine(Compose(type.Trim(), name, text));
        return true;
    }

    private static string Compose(string type, string? name, string? text)
    {
        if (!type.StartsWith('#'))
            return text is ['#', ..] ? "#" + text : text ?? "";
        if (!type.TrimStart('#', '\\', '/').StartsWith("private", StringComparison.OrdinalIgnoreCase))
            return string.Join(' ', new[] { type, name, text }.Where(part => !string.IsNullOrEmpty(part)));
        return (name, text) switch
        {
            (null, null) => type,
            (null, _) => $"{type} {text}",
            // Marks around the name would close the brackets early.
            _ => $"#\\private<{name.Replace('<', ' ').Replace('>', ' ').Trim()}> {text}",
        };
    }

    private static bool TryReadMembers(ReadOnlySpan<byte> frame, [NotNullWhen(true)] out string? type, out string? name, out string? text)
    {
        type = name = text = null;
        var reader = new Utf8JsonReader(frame, new JsonReaderOptions { MaxDepth = JsonSchema.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString()!.ToUpperInvariant();
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                reader.Skip();
            else if (member == "TIPO")
                type = reader.GetString();
            else if (member is "NOMBRE" or "USUARIO")
                name = reader.GetString();
            else if (member is "MENSAJE" or "TEXTO")
                text = reader.GetString();
        }
        return type is not null;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace('\0', ' ');
}
