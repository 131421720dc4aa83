using System.Text;

namespace Parley.Gateway.Http.ImServer;

/// <summary>A query string read as PHP reads it. docs/protocol/imserver.md, "The query".</summary>
/// <remarks>The last of doubled parameters counts, <c>+</c> is a space, what is no escape stays as it is, and <c>name[]</c> makes an array, which counts as absent.</remarks>
internal sealed class PhpQuery
{
    private readonly Dictionary<string, byte[]?> _values = new(StringComparer.Ordinal);

    private PhpQuery()
    {
    }

    /// <param name="query">With or without the question mark, as it came.</param>
    public static PhpQuery Parse(ReadOnlySpan<byte> query)
    {
        var parsed = new PhpQuery();
        if (query.Length > 0 && query[0] == '?')
            query = query[1..];
        foreach (var range in query.Split((byte)'&'))
        {
            var pair = query[range];
            var equals = pair.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? [] : Decode(pair[(equals + 1)..]);
            parsed.Add(Encoding.Latin1.GetString(name).TrimStart(' '), value);
        }
        return parsed;
    }

    /// <summary>Null for a parameter that is absent or an array.</summary>
    public byte[]? this[string name] => _values.GetValueOrDefault(name);

    public bool Has(string name) => this[name] is not null;

    private void Add(string name, byte[] value)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket > 0)
            _values[name[..bracket]] = null;
        else if (name.Length > 0)
            _values[name] = value;
    }

    private static byte[] Decode(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && Hex(text[i + 1]) is >= 0 and var high && Hex(text[i + 2]) is >= 0 and var low)
            {
                bytes[length++] = (byte)((high << 4) | low);
                i += 2;
            }
            else
            {
                bytes[length++] = text[i] == '+' ? (byte)' ' : text[i];
            }
        }
        return bytes[..length];
    }

    private static int Hex(byte digit) => char.IsAsciiHexDigit((char)digit) ? Convert.ToInt32(((char)digit).ToString(), 16) : -1;
}
