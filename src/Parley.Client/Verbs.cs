using Parley.Contracts;

namespace Parley.Client;

/// <summary>The usual commands by name. Each fails with <see cref="ChatException"/> when refused and <see cref="LinkLostException"/> without connection.</summary>
public static class Verbs
{
    /// <summary>Enters a room, from now on, or from a position on: then every entry past it comes first.</summary>
    /// <param name="conversation">The id that the position is of; another one now is refused with <see cref="ErrorCode.RoomMadeAnew"/>.</param>
    /// <param name="key">The room's key, where it has one.</param>
    public static Task<RoomEntered> JoinAsync(this ParleyClient client, string room, Position? after = null, ConversationId? conversation = null, string? key = null, CancellationToken cancellationToken = default) =>
        client.AskAsync<RoomEntered>(new JoinRoom(room, after?.Value, conversation?.Value, key), cancellationToken);

    public static Task<RoomLeft> LeaveAsync(this ParleyClient client, string room, CancellationToken cancellationToken = default) =>
        client.AskAsync<RoomLeft>(new LeaveRoom(room), cancellationToken);

    /// <summary>Makes a room, owned by the caller, who is in it.</summary>
    public static Task<RoomCreated> CreateAsync(this ParleyClient client, string room, CancellationToken cancellationToken = default) =>
        client.AskAsync<RoomCreated>(new CreateRoom(room), cancellationToken);

    public static Task<RoomDeleted> DeleteAsync(this ParleyClient client, string room, CancellationToken cancellationToken = default) =>
        client.AskAsync<RoomDeleted>(new DeleteRoom(room), cancellationToken);

    /// <summary>Keeps a room after its owner has gone.</summary>
    public static Task<RoomKept> KeepAsync(this ParleyClient client, string room, CancellationToken cancellationToken = default) =>
        client.AskAsync<RoomKept>(new KeepRoom(room), cancellationToken);

    /// <param name="after">The <see cref="RoomList.Next"/> of the page before.</param>
    public static Task<RoomList> ListRoomsAsync(this ParleyClient client, string? after = null, int? limit = null, CancellationToken cancellationToken = default) =>
        client.AskAsync<RoomList>(new ListRooms(after, limit), cancellationToken);

    /// <param name="scope"><c>online</c>, <c>all</c> or <c>room</c>.</param>
    /// <param name="after">The <see cref="UserList.Next"/> of the page before.</param>
    public static Task<UserList> ListUsersAsync(this ParleyClient client, string scope = "online", string? room = null, string? after = null, int? limit = null, CancellationToken cancellationToken = default) =>
        client.AskAsync<UserList>(new ListUsers(scope, room, after, limit), cancellationToken);

    /// <summary>Posts to a room the client is in. See <see cref="ParleyClient.PostAsync"/>.</summary>
    public static Task<Posted> PostToRoomAsync(this ParleyClient client, string room, string text, Position? replyTo = null, CancellationToken cancellationToken = default) =>
        client.PostAsync(new Post(text, ReplyTo: replyTo?.Value) { Room = room }, cancellationToken);

    /// <summary>Writes privately; <see cref="Posted.Delivered"/> is false when it waits for the other's next login.</summary>
    public static Task<Posted> PostToAsync(this ParleyClient client, string login, string text, Position? replyTo = null, CancellationToken cancellationToken = default) =>
        client.PostAsync(new Post(text, ReplyTo: replyTo?.Value) { To = login }, cancellationToken);

    /// <summary>A page of a room's history, oldest first.</summary>
    /// <param name="visit">As <see cref="ReadHistory.Visit"/>.</param>
    public static Task<HistoryPage> ReadRoomAsync(this ParleyClient client, string room, Position? before = null, Position? after = null, int? limit = null, bool visit = false, CancellationToken cancellationToken = default) =>
        client.AskAsync<HistoryPage>(new ReadHistory(before?.Value, after?.Value, limit, visit ? true : null) { Room = room }, cancellationToken);

    /// <summary>A page of the private conversation with a person, oldest first.</summary>
    public static Task<HistoryPage> ReadPrivateAsync(this ParleyClient client, string login, Position? before = null, Position? after = null, int? limit = null, CancellationToken cancellationToken = default) =>
        client.AskAsync<HistoryPage>(new ReadHistory(before?.Value, after?.Value, limit) { To = login }, cancellationToken);

    /// <summary>Messages with every word of the query, newest first; in one room or in all that the caller may read.</summary>
    public static Task<SearchResults> SearchAsync(this ParleyClient client, string query, string? room = null, int? limit = null, long? before = null, CancellationToken cancellationToken = default) =>
        client.AskAsync<SearchResults>(new Search(query, limit, before) { Room = room }, cancellationToken);

    public static Task<ConversationList> ListConversationsAsync(this ParleyClient client, CancellationToken cancellationToken = default) =>
        client.AskAsync<ConversationList>(new ListConversations(), cancellationToken);

    /// <param name="login">Null: one's own, with age and gender.</param>
    public static Task<ProfileShown> GetProfileAsync(this ParleyClient client, string? login = null, CancellationToken cancellationToken = default) =>
        client.AskAsync<ProfileShown>(new GetProfile(login), cancellationToken);

    public static Task<TokenList> ListTokensAsync(this ParleyClient client, CancellationToken cancellationToken = default) =>
        client.AskAsync<TokenList>(new ListTokens(), cancellationToken);

    /// <param name="id">As <see cref="ListTokensAsync"/> shows it; null: all.</param>
    public static Task<Done> RevokeTokenAsync(this ParleyClient client, string? id = null, CancellationToken cancellationToken = default) =>
        client.AskAsync<Done>(new RevokeToken(id), cancellationToken);
}
