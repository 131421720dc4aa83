using System.Text;
using Parley.Contracts;

namespace Parley.Protocol.Irc;

/// <summary>The lines of a draft/multiline batch to one text. ircv3.net, multiline.</summary>
/// <param name="target">As the BATCH named it.</param>
/// <param name="maxBytes">UTF-8 bytes of the text, line ends counted.</param>
/// <remarks>Holds at most the limits; after a failure nothing more is taken.</remarks>
public sealed class MultilineAssembly(string target, int maxBytes, int maxLines)
{
    private readonly StringBuilder _text = new();
    private readonly List<int> _cuts = [];
    private int _bytes;
    private int _lines;
    private bool _hasText;

    public string Target { get; } = target;

    /// <summary><c>PRIVMSG</c> or <c>NOTICE</c>, that of the first line; null before.</summary>
    public string? Command { get; private set; }

    /// <summary>The code of <c>FAIL BATCH</c>: MULTILINE_MAX_BYTES, MULTILINE_MAX_LINES, MULTILINE_INVALID_TARGET or MULTILINE_INVALID; null while all is well.</summary>
    public string? Failure { get; private set; }

    /// <summary>What the failure's code is followed by: the limit or the targets; empty for none.</summary>
    public IReadOnlyList<string> FailureContext { get; private set; } = [];

    /// <summary>Where in the text the writer had cut a line in two: characters before each cut.</summary>
    public IReadOnlyList<int> Cuts => _cuts;

    /// <returns>False when it doesn't belong into the batch; <see cref="Failure"/> says why.</returns>
    public bool TryAdd(string command, string target, string text, bool concat)
    {
        if (Failure is not null)
            return false;
        Command ??= command;
        if (!string.Equals(NameRules.Fold(target), NameRules.Fold(Target), StringComparison.Ordinal))
            return Fail("MULTILINE_INVALID_TARGET", Target, target);
        if (!string.Equals(command, Command, StringComparison.Ordinal) || Command is not ("PRIVMSG" or "NOTICE") || (concat && text.Length == 0))
            return Fail("MULTILINE_INVALID");
        if (_lines == maxLines)
            return Fail("MULTILINE_MAX_LINES", $"{maxLines}");
        var lineEnd = _lines > 0 && !concat;
        _bytes += Encoding.UTF8.GetByteCount(text) + (lineEnd ? 1 : 0);
        if (_bytes > maxBytes)
            return Fail("MULTILINE_MAX_BYTES", $"{maxBytes}");
        if (lineEnd)
            _text.Append('\n');
        else if (concat && _text.Length > 0)
            _cuts.Add(_text.Length);
        _text.Append(text);
        _lines++;
        _hasText |= text.Length > 0;
        return true;
    }

    /// <summary>The whole text; false for a batch that failed or says nothing.</summary>
    public bool TryComplete(out string text)
    {
        if (Failure is null && !_hasText)
            Fail("MULTILINE_INVALID");
        text = Failure is null ? _text.ToString() : "";
        return Failure is null;
    }

    private bool Fail(string code, params string[] context)
    {
        Failure = code;
        FailureContext = context;
        _text.Clear();
        return false;
    }
}
