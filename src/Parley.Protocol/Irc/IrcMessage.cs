using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Parley.Protocol.Irc;

/// <summary>A message as it was sent. RFC 1459, 2.3.1; IRCv3 message-tags.</summary>
public sealed class IrcMessage
{
    private static readonly IReadOnlyDictionary<string, string> NoTags = FrozenDictionary<string, string>.Empty;

    private IrcMessage(IReadOnlyDictionary<string, string> tags, string? source, string command, string[] parameters)
    {
        Tags = tags;
        Source = source;
        Command = command;
        Params = parameters;
    }

    /// <summary>Unescaped; a tag without a value has an empty one; of doubles the last counts. Client-only tags keep their <c>+</c>.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; }

    /// <summary>Without its colon; null when there is none.</summary>
    public string? Source { get; }

    /// <summary>ASCII letters in upper case, otherwise as sent; never empty.</summary>
    public string Command { get; }

    public IReadOnlyList<string> Params { get; }

    /// <summary>The parameter, or null when there are fewer.</summary>
    public string? Param(int index) => index < Params.Count ? Params[index] : null;

    /// <summary>Reads a line without its end. Bytes that are not UTF-8 become U+FFFD.</summary>
    /// <returns>False when there is no command.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, [NotNullWhen(true)] out IrcMessage? message)
    {
        var characters = ArrayPool<char>.Shared.Rent(line.Length);
        var parsed = TryParse(characters.AsSpan(0, Encoding.UTF8.GetChars(line, characters)), out message);
        ArrayPool<char>.Shared.Return(characters);
        return parsed;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out IrcMessage?)"/>
    public static bool TryParse(ReadOnlySpan<char> line, [NotNullWhen(true)] out IrcMessage? message)
    {
        message = null;
        var rest = line.TrimStart(' ');
        var tags = NoTags;
        if (rest is ['@', ..])
            tags = IrcTags.Parse(TakeWord(ref rest)[1..]);
        var source = rest is [':', ..] ? TakeWord(ref rest)[1..].ToString() : null;
        var command = CommandOf(TakeWord(ref rest));
        if (command.Length == 0)
            return false;
        var parameters = new string[CountParams(rest)];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = (rest[0] == ':' ? rest[1..] : TakeWord(ref rest)).ToString();
        message = new IrcMessage(tags, source, command, parameters);
        return true;
    }

    private static int CountParams(ReadOnlySpan<char> rest)
    {
        var count = 0;
        while (!rest.IsEmpty)
        {
            count++;
            if (rest[0] == ':')
                break;
            TakeWord(ref rest);
        }
        return count;
    }

    private static ReadOnlySpan<char> TakeWord(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf(' ');
        var word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..].TrimStart(' ');
        return word;
    }

    /// <summary>Those that come all the time need no string of their own.</summary>
    private static string CommandOf(ReadOnlySpan<char> word) => word switch
    {
        "PRIVMSG" => "PRIVMSG",
        "NOTICE" => "NOTICE",
        "TAGMSG" => "TAGMSG",
        "PING" => "PING",
        "PONG" => "PONG",
        "JOIN" => "JOIN",
        "NICK" => "NICK",
        "USER" => "USER",
        _ => UpperAscii(word),
    };

    private static string UpperAscii(ReadOnlySpan<char> word) => string.Create(word.Length, word, static (chars, from) =>
    {
        for (var i = 0; i < chars.Length; i++)
            chars[i] = char.IsAsciiLetterLower(from[i]) ? (char)(from[i] - 32) : from[i];
    });
}
