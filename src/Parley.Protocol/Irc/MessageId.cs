using System.Text;
using Parley.Contracts;

namespace Parley.Protocol.Irc;

/// <summary>The msgid of an entry: its conversation and position in base 36, <c>2s-1jk</c>. Opaque to clients; compared byte by byte. IRCv3 message-ids.</summary>
public readonly record struct MessageId(ConversationId Conversation, Position Position)
{
    /// <summary>Bytes of the longest.</summary>
    public const int MaxLength = (2 * MaxDigits) + 1;

    private const int MaxDigits = 13;
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    public static string Of(ConversationId conversation, Position position) => new MessageId(conversation, position).ToString();

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

    /// <param name="output">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> output)
    {
        var written = Encode(Conversation.Value, output);
        output[written++] = (byte)'-';
        return written + Encode(Position.Value, output[written..]);
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(bytes[..Write(bytes)]);
    }

    private static int Encode(long value, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Span<byte> digits = stackalloc byte[MaxDigits];
        var start = digits.Length;
        do
        {
            digits[--start] = (byte)Digits[(int)(value % 36)];
            value /= 36;
        }
        while (value > 0);
        digits[start..].CopyTo(output);
        return digits.Length - start;
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > MaxDigits || (text[0] == '0' && text.Length > 1))
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
