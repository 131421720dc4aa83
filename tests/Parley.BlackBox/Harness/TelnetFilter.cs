namespace Parley.BlackBox.Harness;

/// <summary>Takes telnet commands (RFC 854: IAC and two bytes more) out of what a server sends. 255 never occurs in UTF-8.</summary>
internal sealed class TelnetFilter
{
    private const byte InterpretAsCommand = 255;
    private readonly List<byte> _command = [];

    /// <summary>What was negotiated, as "251 1" for WILL ECHO.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>Compacts the text in <paramref name="bytes"/> to its front and returns its length.</summary>
    public int Strip(Span<byte> bytes)
    {
        var length = 0;
        foreach (var b in bytes)
        {
            if (_command.Count == 0 && b != InterpretAsCommand)
            {
                bytes[length++] = b;
                continue;
            }
            _command.Add(b);
            if (_command.Count == 3)
            {
                Commands.Add($"{_command[1]} {_command[2]}");
                _command.Clear();
            }
        }
        return length;
    }
}
