using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;

namespace Parley.Terminal;

/// <summary>Standard input as lines, UTF-8, ended by LF, CR LF, or CR alone while a password is typed unseen.</summary>
internal sealed class LineInput(ChannelReader<byte[]> chunks)
{
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _waiting = new();

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(bare: false, cancellationToken) is { } line)
            yield return line;
    }

    /// <param name="bare">The terminal is raw: CR ends the line, backspace is ours to do, Ctrl-C and Ctrl-D give up.</param>
    public async Task<string?> ReadLineAsync(bool bare, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(bare, out var line))
                return line;
            if (!await chunks.WaitToReadAsync(cancellationToken) || !chunks.TryRead(out var chunk))
                return TakeRest();
            var chars = new char[_utf8.GetCharCount(chunk, flush: false)];
            _utf8.GetChars(chunk, chars, flush: false);
            _waiting.Append(chars);
        }
    }

    private bool TryTake(bool bare, out string? line)
    {
        var text = _waiting.ToString();
        var end = bare ? text.AsSpan().IndexOfAny("\n\r\x03\x04") : text.IndexOf('\n', StringComparison.Ordinal);
        line = null;
        if (end < 0)
            return false;
        _waiting.Remove(0, end + 1);
        if (text[end] is '\x03' or '\x04')
            return true;
        line = bare ? WithoutErased(text[..end]) : text[..end].TrimEnd('\r');
        return true;
    }

    private static string WithoutErased(string typed)
    {
        var line = new InputLine();
        foreach (var cluster in Cells.Clusters(typed))
            line.Edit(cluster is "\x7f" or "\b" ? new KeyPress(Key.Backspace) : new KeyPress(Key.Text, cluster));
        return line.Text;
    }

    private string? TakeRest()
    {
        if (_waiting.Length == 0)
            return null;
        var rest = _waiting.ToString();
        _waiting.Clear();
        return rest;
    }
}
