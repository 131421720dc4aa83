using System.Text;

namespace Parley.BlackBox.Harness;

/// <summary>Cuts a stream of bytes into lines and prompts.</summary>
internal sealed class LineReader(Wire wire)
{
    private readonly TelnetFilter _telnet = new();
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    public IReadOnlyList<string> TelnetCommands => _telnet.Commands;

    /// <summary>Bytes read and not yet taken.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The next line without its LF, or null at the end of the stream. A last line without LF counts as one.</summary>
    public async ValueTask<byte[]?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var at = Unread[searched..].IndexOf((byte)'\n');
            if (at >= 0)
                return Take(searched + at + 1)[..^1];
            searched = _end - _start;
            if (!await FillAsync(cancellationToken))
                return searched == 0 ? null : Take(searched);
        }
    }

    /// <summary>Takes everything through <paramref name="text"/> and returns what stood before it; null when the stream ends first.</summary>
    public async ValueTask<string?> ReadThroughAsync(string text, CancellationToken cancellationToken)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        while (true)
        {
            var at = Unread.IndexOf(wanted);
            if (at >= 0)
                return Encoding.UTF8.GetString(Take(at + wanted.Length)[..at]);
            if (!await FillAsync(cancellationToken))
                return null;
        }
    }

    /// <summary>Takes everything through the first to come of several texts and returns that; null when the stream ends first.</summary>
    public async ValueTask<string?> ReadThroughAnyAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        while (true)
        {
            var unread = Encoding.UTF8.GetString(Unread);
            var first = texts.Where(t => unread.Contains(t, StringComparison.Ordinal)).MinBy(t => unread.IndexOf(t, StringComparison.Ordinal));
            if (first is not null)
            {
                await ReadThroughAsync(first, cancellationToken);
                return first;
            }
            if (!await FillAsync(cancellationToken))
                return null;
        }
    }

    /// <summary>False at the end of the stream.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await wire.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        if (read == 0)
            return false;
        _end += _telnet.Strip(_buffer.AsSpan(_end, read));
        return true;
    }

    private byte[] Take(int count)
    {
        var taken = _buffer[_start..(_start + count)];
        _start += count;
        return taken;
    }
}
