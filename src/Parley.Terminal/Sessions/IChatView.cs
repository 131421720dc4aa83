using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>Where a chat is shown: the full screen, or plain lines. Members may be called from any thread and do not wait.</summary>
internal interface IChatView
{
    /// <summary>Where a message typed now goes; both null: the session's own room.</summary>
    (string? Room, string? With) Target { get; }

    /// <summary>The words of the view and of the chat, after a change of language or at the login.</summary>
    void Speak(Words words, ChatText text);

    /// <summary>A question to the person. Null: the input has ended.</summary>
    Task<string?> AskAsync(string prompt, bool hidden, CancellationToken cancellationToken);

    /// <summary>An entry as it happens.</summary>
    void Entry(EntryEvent entry);

    /// <summary>Earlier entries of a room just entered.</summary>
    void Past(HistoryPage page);

    /// <param name="room">The room it is about; null: wherever the person looks.</param>
    void Notice(string? room, IReadOnlyList<string> lines, bool alert = false);

    /// <summary>A room is entered and in front. <paramref name="left"/>: the room it takes the place of.</summary>
    void Enter(string room, int people, string? left);

    /// <summary>How many people are in a room, by <paramref name="change"/> or anew.</summary>
    void People(string room, int? count, int change = 0);

    void Leave(string room);

    void OpenPrivate(string login);

    /// <param name="node">The node of a new connection, where there are several.</param>
    void Link(LinkState state, ServerAddress? node);

    /// <summary>The chat is among peers.</summary>
    /// <param name="others">How many others are there; null: it is with the server.</param>
    /// <param name="group">Whose peers; null: those of the server, which is out of reach.</param>
    void AmongPeers(int? others, string? group = null);

    /// <summary>Names to complete.</summary>
    void Know(IEnumerable<string> rooms, IEnumerable<string> people);

    /// <summary>Commands to complete: those that there are where one is now.</summary>
    void Offer(IReadOnlyList<string> commands);

    /// <summary>Lines as the person types them; ends when the person leaves or the input does.</summary>
    IAsyncEnumerable<string> TypedAsync(CancellationToken cancellationToken);

    /// <summary>Posts without an answer.</summary>
    void Waiting(int posts);
}
