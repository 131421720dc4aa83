using System.Globalization;
using System.Text;
using Parley.Contracts;
using Parley.Protocol.Peer;

namespace Parley.Lan.Placing;

/// <summary>What the server says by now of entries that it has placed: their newest text, or that they were taken back there. So devices go on from it when the server is out of reach. docs/protocol/peer.md, "What was changed at the server". Safe to use from any thread.</summary>
/// <remarks>Kept in a file that is written anew with each change, so that nothing stays of what was taken back.</remarks>
public sealed class ServersWords
{
    private readonly string? _file;
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, (long Position, string Text)> _texts = [];
    private readonly HashSet<Digest> _gone = [];
    private readonly Dictionary<ConversationId, long> _heard = [];

    private ServersWords(string? file, SettledEntries settled) => (_file, Settled) = (file, settled);

    /// <summary>Nothing is kept.</summary>
    public static ServersWords InMemory(SettledEntries settled) => new(file: null, settled);

    /// <param name="group">A name for the file: letters and digits.</param>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static ServersWords Load(string folder, string group, SettledEntries settled)
    {
        var words = new ServersWords(Path.Combine(folder, $"changed-{group}"), settled);
        if (File.Exists(words._file))
        {
            foreach (var line in File.ReadLines(words._file))
                words.Read(line);
        }
        return words;
    }

    /// <summary>The text of a message's last edit at the server. Null: it was not edited there.</summary>
    public string? TextOf(Digest message)
    {
        lock (_lock)
            return _texts.TryGetValue(message, out var edit) ? edit.Text : null;
    }

    public bool IsRedacted(Digest entry)
    {
        lock (_lock)
            return _gone.Contains(entry);
    }

    /// <summary>What it has dealt with.</summary>
    public SettledEntries Settled { get; }

    /// <summary>The last position of a conversation up to which everything was heard; none: nothing was.</summary>
    public Position HeardUpTo(ConversationId conversation)
    {
        lock (_lock)
            return new Position(_heard.GetValueOrDefault(conversation));
    }

    /// <summary>Takes what the server has shown: one entry as it happened, or some of its history, in order.</summary>
    /// <param name="from">Everything after this was among them; null: it is one that just happened.</param>
    /// <returns>The entries of which something else is to be shown now.</returns>
    public IReadOnlyList<Digest> Hear(IReadOnlyList<EntryEvent> said, Position? from = null)
    {
        lock (_lock)
        {
            var changed = said.Select(Hear).OfType<Digest>().ToList();
            var isFurther = said.Count > 0 && Follow(said[^1], hasNoHole: from is not null);
            if (changed.Count > 0 || (from is not null && isFurther))
                Save();
            return changed;
        }
    }

    /// <summary>The message's words have gone here, for their age or as they were taken back: so do those in their place.</summary>
    public void Forget(Digest entry)
    {
        lock (_lock)
        {
            if (_texts.Remove(entry))
                Save();
        }
    }

    private Digest? Hear(EntryEvent said)
    {
        if (said.Erased == true)
            return said is not Edit && NameOf(said) is { } erased && Redact(erased) ? erased : null;
        return said switch
        {
            Edit edit when Settled.At(new ServersPlace(edit.Conversation, edit.Target)) is { } message && Change(message, edit) => message,
            Redaction redaction when Settled.At(new ServersPlace(redaction.Conversation, redaction.Target)) is { } target && Redact(target) => target,
            _ => null,
        };
    }

    private Digest? NameOf(EntryEvent said) => Digest.TryParse(said.Entry, out var hash) ? hash : Settled.At(new ServersPlace(said.Conversation, said.Position));

    private bool Change(Digest message, Edit edit)
    {
        if (_gone.Contains(message) || (_texts.TryGetValue(message, out var before) && before.Position >= edit.Position.Value))
            return false;
        _texts[message] = (edit.Position.Value, edit.Text);
        return true;
    }

    private bool Redact(Digest entry)
    {
        _texts.Remove(entry);
        return _gone.Add(entry);
    }

    private bool Follow(EntryEvent last, bool hasNoHole)
    {
        var heard = _heard.GetValueOrDefault(last.Conversation);
        if (last.Position.Value <= heard || !(hasNoHole || (heard > 0 && last.Position.Value == heard + 1)))
            return false;
        _heard[last.Conversation] = last.Position.Value;
        return true;
    }

    private void Read(string line)
    {
        switch (line.Split(' '))
        {
            case ["text", var hash, var at, var text] when Digest.TryParse(hash, out var message) && IsNumber(at, out var position) && TryDecode(text) is { } decoded:
                _texts[message] = (position, decoded);
                break;
            case ["gone", var hash] when Digest.TryParse(hash, out var entry):
                _gone.Add(entry);
                break;
            case ["heard", var id, var at] when IsNumber(id, out var conversation) && IsNumber(at, out var position):
                _heard[new ConversationId(conversation)] = position;
                break;
        }
    }

    private void Save()
    {
        if (_file is null)
            return;
        try
        {
            var next = $"{_file}.new";
            File.WriteAllLines(next, Lines());
            File.Move(next, _file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It counts until the program ends, and is read anew after the next login: up to where was heard is not kept either.
        }

        IEnumerable<string> Lines() =>
        [
            .. _heard.Select(h => string.Create(CultureInfo.InvariantCulture, $"heard {h.Key.Value} {h.Value}")),
            .. _gone.Select(g => $"gone {g}"),
            .. _texts.Select(t => string.Create(CultureInfo.InvariantCulture, $"text {t.Key} {t.Value.Position} {Convert.ToBase64String(Encoding.UTF8.GetBytes(t.Value.Text))}")),
        ];
    }

    private static string? TryDecode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static bool IsNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
