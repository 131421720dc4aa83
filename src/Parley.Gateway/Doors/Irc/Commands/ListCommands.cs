using System.Globalization;
using Parley.Contracts;
using Parley.Core.Views;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>LIST with its conditions (ELIST CMNTU). Modern IRC, "LIST message".</summary>
internal static class ListCommands
{
    public static ValueTask ListAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var rooms = client.Server.Views.Rooms().Where(r => !ChannelCommands.IsHidden(client, r) || client.Session.IsInRoom(r.Id));
        // On IRC a channel is there while somebody is in it.
        if (message.Param(0) is not ['#', ..] name || name.AsSpan().ContainsAny('*', '?'))
            rooms = rooms.Where(r => r.People > 0);
        foreach (var condition in (message.Param(0) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            rooms = Filter(rooms, condition, client.Connection.UtcNow);
        client.Text(RPL_LISTSTART, "Channel", "Users  Name");
        foreach (var room in rooms)
            client.Text(RPL_LIST, ChannelName.Of(room.Name), room.People.ToString(CultureInfo.InvariantCulture), room.Topic);
        client.Text(RPL_LISTEND, "End of /LIST");
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<RoomFacts> Filter(IEnumerable<RoomFacts> rooms, string condition, DateTimeOffset now)
    {
        if (condition.Length > 1 && condition[0] is '<' or '>' && int.TryParse(condition.AsSpan(1), out var users))
            return condition[0] == '>' ? rooms.Where(r => r.People > users) : rooms.Where(r => r.People < users);
        if (condition.Length > 2 && condition[0] is 'C' or 'T' && condition[1] is '<' or '>' && int.TryParse(condition.AsSpan(2), out var minutes))
        {
            var bound = now - TimeSpan.FromMinutes(minutes);
            var isNewer = condition[1] == '<';
            return condition[0] == 'C'
                ? rooms.Where(r => r.Created > bound == isNewer)
                : rooms.Where(r => r.Rules.TopicAt is { } at && at > bound == isNewer);
        }
        if (condition[0] == '!')
            return rooms.Where(r => !NameMask.Matches(condition[1..], ChannelName.Of(r.Name)));
        return rooms.Where(r => NameMask.Matches(condition, ChannelName.Of(r.Name)) || (ChannelName.TryParse(condition, out var name) && name == r.Name));
    }
}
