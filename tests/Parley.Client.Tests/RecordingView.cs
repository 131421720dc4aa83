using System.Collections.Concurrent;
using Parley.Contracts;
using Parley.Terminal;

namespace Parley.Client.Tests;

/// <summary>Remembers what it was told to show; nobody types.</summary>
internal sealed class RecordingView : IChatView
{
    public ConcurrentQueue<string> Notices { get; } = [];

    public ConcurrentQueue<EntryEvent> Entries { get; } = [];

    public IReadOnlyList<string> Offered { get; private set; } = [];

    public int LastWaiting { get; private set; }

    public (string? Room, string? With) Target => (null, null);

    public Task<string?> AskAsync(string prompt, bool hidden, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public IAsyncEnumerable<string> TypedAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();

    public void Speak(Words words, ChatText text) { }

    public void Entry(EntryEvent entry) => Entries.Enqueue(entry);

    public void Past(HistoryPage page)
    {
        foreach (var entry in page.Entries)
            Entries.Enqueue(entry);
    }

    public void Notice(string? room, IReadOnlyList<string> lines, bool alert = false)
    {
        foreach (var line in lines)
            Notices.Enqueue(line);
    }

    public void Enter(string room, int people, string? left) { }

    public void People(string room, int? count, int change = 0) { }

    public void Leave(string room) { }

    public void OpenPrivate(string login) { }

    public void Link(LinkState state, ServerAddress? node) { }

    public void AmongPeers(int? others, string? group = null) { }

    public void Know(IEnumerable<string> rooms, IEnumerable<string> people) { }

    public void Offer(IReadOnlyList<string> commands) => Offered = commands;

    public void Waiting(int posts) => LastWaiting = posts;
}
