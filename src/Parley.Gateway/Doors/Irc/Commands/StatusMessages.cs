using Parley.Contracts;
using Parley.Protocol.Irc;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>Messages to those of a channel who have some rank: <c>@#chan</c>. Kept for nobody. Modern IRC, "STATUSMSG".</summary>
internal static class StatusMessages
{
    public static bool TrySplit(string target, out char sign, out RoomName channel)
    {
        (sign, channel) = (target.Length > 1 ? target[0] : ' ', default);
        return ChannelModes.Signs.Contains(sign, StringComparison.Ordinal) && ChannelName.TryParse(target[1..], out channel);
    }

    /// <summary>Null when it was sent.</summary>
    public static async ValueTask<Error?> SendAsync(IrcDialect client, char sign, RoomName channel, string text, IReadOnlyDictionary<string, string> tags, bool notice, CancellationToken cancellationToken)
    {
        await client.Session.SettledAsync(cancellationToken);
        var least = Enum.GetValues<Rank>().First(r => r != Rank.None && Modes.SignOf(r) == $"{sign}");
        var marked = new Dictionary<string, string>(tags, StringComparer.Ordinal) { [OwnTags.Status] = $"{sign}" };
        return await client.Session.TellRankAsync(channel, least, text, notice, marked, cancellationToken);
    }
}
