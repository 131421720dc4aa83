using Parley.Contracts;

namespace Parley.Client;

/// <summary>Back after a lost link, or there after a start without one: log in, catch up with private conversations, be in the rooms again from the positions they had.</summary>
internal sealed class Return(Inbox inbox, Link link)
{
    /// <param name="isFirst">Nobody has been logged in yet.</param>
    /// <exception cref="ChatException">The login is refused now; a transient one is worth another attempt.</exception>
    public async Task RunAsync(Credentials credentials, bool isFirst, CancellationToken cancellationToken)
    {
        await credentials.LogInAsync(link, token: false, cancellationToken).ConfigureAwait(false);
        inbox.Compare(await link.AskAsync<ConversationList>(new ListConversations(), cancellationToken).ConfigureAwait(false), firstLogin: isFirst);
        foreach (var room in inbox.Rejoins())
            await JoinAsync(room, cancellationToken).ConfigureAwait(false);
    }

    private async Task JoinAsync(JoinRoom room, CancellationToken cancellationToken)
    {
        try
        {
            inbox.Publish(await link.AskAsync<RoomEntered>(room, cancellationToken).ConfigureAwait(false) with { Ref = null });
        }
        catch (ChatException e) when (!e.IsTransient)
        {
            Lose(room, e.Code switch { ErrorCode.RoomMadeAnew => "made-anew", ErrorCode.NoSuchRoom => "gone", _ => "kept-out" });
            if (e.Code is ErrorCode.RoomMadeAnew)
                await JoinAsync(new JoinRoom(room.Room), cancellationToken).ConfigureAwait(false);
        }
    }

    private void Lose(JoinRoom room, string reason)
    {
        if (room.Conversation is not { } number)
            return;
        var conversation = new ConversationId(number);
        inbox.Forget(conversation);
        inbox.Publish(new RoomClosed(room.Room!, conversation, reason));
    }
}
