using System.Buffers.Text;

namespace Parley.Gateway.Http.ImServer;

internal enum ImAction
{
    /// <summary>No action, or an unknown one: the dictionary for people.</summary>
    Page,
    Get,
    Set,
    Unset,
    Keys,
    Clear,

    /// <summary>Sets if the value is still the old one.</summary>
    Cas,
    Append,

    /// <summary>Answers when the value has changed.</summary>
    Wait,
}

/// <summary>What a request asks for.</summary>
/// <param name="Key">Empty where none was given.</param>
internal sealed record ImQuestion(ImAction Action, byte[] Key, byte[] Value)
{
    /// <summary>The value that must be there for <see cref="ImAction.Cas"/>; null: none.</summary>
    public byte[]? Old { get; init; }

    /// <summary>To wait for a key, not for any.</summary>
    public bool HasKey { get; init; }

    /// <summary>The revision that the client knows; null: the present one.</summary>
    public long? Since { get; init; }

    /// <summary>Seconds to wait; null: not said.</summary>
    public int? Timeout { get; init; }

    public bool Changes => Action is ImAction.Set or ImAction.Unset or ImAction.Clear or ImAction.Cas or ImAction.Append;

    public static ImQuestion Of(PhpQuery query) => new(ActionOf(query["action"]), query["key"] ?? [], query["value"] ?? [])
    {
        Old = query["old"],
        HasKey = query.Has("key"),
        Since = Number(query["since"]),
        Timeout = (int?)Number(query["timeout"]),
    };

    private static ImAction ActionOf(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("get"u8))
            return ImAction.Get;
        if (name.SequenceEqual("set"u8))
            return ImAction.Set;
        if (name.SequenceEqual("unset"u8))
            return ImAction.Unset;
        if (name.SequenceEqual("keys"u8))
            return ImAction.Keys;
        if (name.SequenceEqual("clear"u8))
            return ImAction.Clear;
        if (name.SequenceEqual("cas"u8))
            return ImAction.Cas;
        if (name.SequenceEqual("append"u8))
            return ImAction.Append;
        return name.SequenceEqual("wait"u8) ? ImAction.Wait : ImAction.Page;
    }

    private static long? Number(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= 18 && Utf8Parser.TryParse(text, out long number, out var read) && read == text.Length && number >= 0 ? number : null;
}
