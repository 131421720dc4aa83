using System.Buffers.Text;

namespace Parley.Load.Wire;

/// <summary>Finds one member of a JSON object without parsing the rest. Remembers where it was, as lines of a kind look alike.</summary>
/// <remarks>Sound as long as no text holds a bare quote, and JSON escapes those.</remarks>
internal struct Member(string name)
{
    private readonly byte[] _key = [(byte)'"', .. System.Text.Encoding.ASCII.GetBytes(name), (byte)'"', (byte)':'];
    private int _at;

    /// <summary>What stands behind the colon; false when the line has no such member.</summary>
    public bool TryFind(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        if (line.Length <= _at || !line[_at..].StartsWith(_key))
        {
            var found = line.IndexOf(_key);
            if (found < 0)
            {
                value = default;
                return false;
            }
            _at = found;
        }
        value = line[(_at + _key.Length)..];
        return true;
    }

    public bool TryRead(ReadOnlySpan<byte> line, out long number)
    {
        number = 0;
        return TryFind(line, out var value) && Utf8Parser.TryParse(value, out number, out _);
    }

    /// <summary>A text without escapes.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, out string text)
    {
        text = "";
        if (!TryFind(line, out var value) || value is not [(byte)'"', ..])
            return false;
        value = value[1..];
        var end = value.IndexOf((byte)'"');
        if (end < 0)
            return false;
        text = System.Text.Encoding.UTF8.GetString(value[..end]);
        return true;
    }
}
