using System.Text;

namespace Parley.BlackBox.Irc;

/// <summary>One line from an IRC server, read by the rules of modern.ircdocs.horse and of the message-tags specification.</summary>
public sealed record IrcLine(string Raw, IReadOnlyDictionary<string, string> Tags, string Source, string Command, IReadOnlyList<string> Parameters)
{
    /// <summary>The nick of the source, or the server's name.</summary>
    public string Nick => Source.Split('!')[0];

    public string Last => Parameters.Count == 0 ? "" : Parameters[^1];

    public string this[int index] => index < Parameters.Count ? Parameters[index] : throw new ArgumentOutOfRangeException(nameof(index), $"no parameter {index} in: {Raw}");

    public string? Tag(string name) => Tags.GetValueOrDefault(name);

    public bool IsNumeric => Command.Length == 3 && Command.All(char.IsAsciiDigit);

    public static IrcLine Parse(string raw)
    {
        var rest = raw.AsSpan();
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (rest is ['@', ..])
        {
            foreach (var item in Word(ref rest)[1..].ToString().Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = item.IndexOf('=', StringComparison.Ordinal);
                tags[equals < 0 ? item : item[..equals]] = equals < 0 ? "" : Unescape(item[(equals + 1)..]);
            }
        }
        var source = rest is [':', ..] ? Word(ref rest)[1..].ToString() : "";
        var command = Word(ref rest).ToString();
        List<string> parameters = [];
        while (rest.Length > 0)
        {
            if (rest[0] == ':')
            {
                parameters.Add(rest[1..].ToString());
                break;
            }
            parameters.Add(Word(ref rest).ToString());
        }
        return new IrcLine(raw, tags, source, command, parameters);
    }

    public override string ToString() => Raw;

    private static ReadOnlySpan<char> Word(ref ReadOnlySpan<char> rest)
    {
        var space = rest.IndexOf(' ');
        var word = space < 0 ? rest : rest[..space];
        rest = space < 0 ? [] : rest[space..].TrimStart(' ');
        return word;
    }

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\')
            {
                text.Append(value[i]);
                continue;
            }
            if (++i < value.Length)
                text.Append(value[i] switch { ':' => ';', 's' => ' ', 'r' => '\r', 'n' => '\n', var c => c });
        }
        return text.ToString();
    }
}
