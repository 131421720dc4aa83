using Parley.Contracts;
using Parley.Core.People;
using Parley.Core.Ports;

namespace Parley.Core.Sessions.Commands;

/// <summary>Private words of which one side is a guest: they reach who is there, and are kept for nobody.</summary>
internal static class PassingCommands
{
    /// <summary>The other, when the words are such; null for everything else.</summary>
    public static Person? Other(Session session, Post command)
    {
        if (command.To is null || session.Chat.People.Find(command.To) is not { } other)
            return null;
        return other.IsGuest || session.Person!.IsGuest ? other : null;
    }

    public static void Post(Session session, Post command, Person other)
    {
        var (chat, person) = (session.Chat, session.Person!);
        if (other == person && !chat.Settings.Private.Notes && !session.ChoosesName)
        {
            session.Refuse(command, new Refusal(ErrorCode.PrivateToSelf));
            return;
        }
        var message = new Message
        {
            Conversation = default,
            Position = Position.None,
            From = person.Name,
            To = other.Name,
            Time = chat.Time.GetUtcNow(),
            Id = command.Id,
            Text = command.Text!,
            Notice = command.Notice,
            Passing = true,
            Origin = session.Id,
            Who = person.Face,
            Tags = command.Tags,
        };
        var delivery = new Delivery(message);
        foreach (var one in other.Sessions)
            one.Tell(delivery);
        foreach (var one in other == person ? [] : person.Sessions)
            one.Tell(delivery);
        session.Reply(command, new Posted(default, Position.None, message.Time, command.Id, To: other.Name, Delivered: true));
    }
}
