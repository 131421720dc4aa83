using Parley.Contracts;

namespace Parley.Protocol.Irc;

/// <summary>The msgid of an entry: its conversation and position in base 36, <c>2s-1jk</c>. Opaque to clients; compared byte by byte. IRCv3 message-ids.</summary>
public readonly record struct MessageId(ConversationId Conversation, Position Position)
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    public static string Of(ConversationId conversation, Position position) => $"{Encode(conversation.Value)}-{Encode(position.Value)}";

    /// <returns>False for all that <see cref="Of"/> doesn't write.</returns>
    public static bool TryParse(string? text, out MessageId id)
    {
        id = default;
        var dash = text?.IndexOf('-') ?? -1;
        if (dash < 0 || !TryDecode(text.AsSpan(0, dash), out var conversation) || !TryDecode(text.AsSpan(dash + 1), out var position))
            return false;
        id = new MessageId(new ConversationId(conversation), new Position(position));
        return true;
    }

    public override string ToString() => Of(Conversation, Position);

    private static string Encode(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Span<char> digits = stackalloc char[13];
        var start = digits.Length;
        do
        {
            digits[--start] = Digits[(int)(value % 36)];
            value /= 36;
        }
        while (value > 0);
        return digits[start..].ToString();
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > 13 || (text[0] == '0' && text.Length > 1))
            return false;
        foreach (var c in text)
        {
            var digit = Digits.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0 || value > (long.MaxValue - digit) / 36)
                return false;
            value = (value * 36) + digit;
        }
        return true;
    }
}
