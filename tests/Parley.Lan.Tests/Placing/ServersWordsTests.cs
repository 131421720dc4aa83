using Parley.Contracts;
using Parley.Lan.Placing;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Placing;

public sealed class ServersWordsTests : IDisposable
{
    private static readonly ConversationId Ward = new(7);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-changed-");
    private readonly SettledEntries _settled = SettledEntries.InMemory();
    private readonly Digest _message = Digest.Of([1]);

    public ServersWordsTests() => _settled.Add(_message, 0, new ServersPlace(Ward, new Position(3)));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_last_edit_counts_in_whatever_order_it_is_heard_and_is_known_after_a_restart()
    {
        var words = Load();
        Assert.Equal([_message], words.Hear([Edit(8, 3, "three")]));
        Assert.Empty(words.Hear([Edit(5, 3, "two")], from: new Position(4)));
        Assert.Equal("three", words.TextOf(_message));
        Assert.Equal("three", Load().TextOf(_message));
    }

    [Fact]
    public void What_was_taken_back_leaves_no_text_on_disk_and_is_known_after_a_restart()
    {
        var words = Load();
        words.Hear([Edit(4, 3, "a secret")]);
        Assert.Equal([_message], words.Hear([Redaction(5, 3)]));
        Assert.Empty(words.Hear([Edit(4, 3, "a secret")]));
        Assert.True(Load().IsRedacted(_message));
        Assert.Null(words.TextOf(_message));
        Assert.DoesNotContain("text ", File.ReadAllText(Path.Combine(_folder.FullName, "changed-a")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_history_shows_without_its_words_was_taken_back()
    {
        var words = Load();
        Assert.Equal([_message], words.Hear([Said(3, _message) with { Erased = true, Text = "" }], from: Position.None));
        Assert.True(words.IsRedacted(_message));
    }

    [Fact]
    public void What_was_never_among_peers_means_nothing()
    {
        var words = Load();
        Assert.Empty(words.Hear([Edit(8, 4, "other"), Redaction(9, 4), Edit(10, 3, "elsewhere") with { Conversation = new(8) }]));
        Assert.Null(words.TextOf(_message));
    }

    [Fact]
    public void Words_that_are_let_go_of_go_here_too()
    {
        var words = Load();
        words.Hear([Edit(4, 3, "newer")]);
        words.Forget(_message);
        Assert.Null(Load().TextOf(_message));
    }

    [Fact]
    public void What_was_heard_has_no_hole()
    {
        var words = Load();
        // Before anything was read, what just happened says nothing of what was before.
        words.Hear([Said(9, null)]);
        Assert.Equal(Position.None, words.HeardUpTo(Ward));
        words.Hear([Said(1, null), Said(4, null)], from: Position.None);
        words.Hear([Said(5, null)]);
        words.Hear([Said(7, null)]);
        Assert.Equal(new Position(5), words.HeardUpTo(Ward));
        Assert.Equal(new Position(4), Load().HeardUpTo(Ward));
    }

    private ServersWords Load() => ServersWords.Load(_folder.FullName, "a", _settled);

    private static Message Said(long position, Digest? entry) =>
        new() { Conversation = Ward, Position = new(position), From = "ana", Time = DateTimeOffset.UnixEpoch, Text = "hola", Entry = entry?.ToString() };

    private static Edit Edit(long position, long target, string text) =>
        new() { Conversation = Ward, Position = new(position), From = "ana", Time = DateTimeOffset.UnixEpoch, Target = new(target), Text = text };

    private static Redaction Redaction(long position, long target) =>
        new() { Conversation = Ward, Position = new(position), From = "ana", Time = DateTimeOffset.UnixEpoch, Target = new(target) };
}
