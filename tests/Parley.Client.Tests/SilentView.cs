using Parley.Contracts;
using Parley.Terminal;

namespace Parley.Client.Tests;

/// <summary>Shows nothing, and nobody types.</summary>
internal sealed class SilentView : IChatView
{
    public (string? Room, string? With) Target => (null, null);

    public Task<string?> AskAsync(string prompt, bool hidden, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public IAsyncEnumerable<string> TypedAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();

    public void Speak(Words words, ChatText text) { }

    public void Entry(EntryEvent entry) { }

    public void Past(HistoryPage page) { }

    public void Notice(string? room, IReadOnlyList<string> lines, bool alert = false) { }

    public void Enter(string room, int people, string? left) { }

    public void People(string room, int? count, int change = 0) { }

    public void Leave(string room) { }

    public void OpenPrivate(string login) { }

    public void Link(LinkState state, ServerAddress? node) { }

    public void AmongPeers(int? others, string? group = null) { }

    public void Know(IEnumerable<string> rooms, IEnumerable<string> people) { }

    public void Offer(IReadOnlyList<string> commands) { }

    public void Waiting(int posts) { }
}
