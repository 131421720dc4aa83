using Parley.Contracts;
using Parley.Protocol;
using Parley.Protocol.Irc;

namespace Parley.Gateway.Doors.Irc;

/// <summary>Refusals as numerics where IRC has one, else as standard replies (or a notice for clients without them).</summary>
internal static class Refusals
{
    public static void Show(IrcDialect client, Error error, string command, params string[] context)
    {
        var lines = new List<OutLine>();
        Show(client, error, command, lines, context);
        client.Reply(lines);
    }

    public static void Show(IrcDialect client, Error error, string command, List<OutLine> lines, params string[] context)
    {
        var reply = ErrorReplies.Of((ErrorCode)error.Code);
        var text = TextOf(client, error);
        if (reply.Numeric is { } numeric)
        {
            var words = context.Length > 0 ? context : ContextOf(error);
            lines.Add(client.TextLine(numeric, [.. words, text]));
        }
        else
        {
            lines.Add(new OutLine(null, client.Server.Name, "FAIL", [command, reply.Fail, .. context, text], IsText: true));
        }
    }

    public static string TextOf(IrcDialect client, Error error) =>
        Texts.For(client.Session.Lang).Error(error.Code, error.Args) ?? $"Error {error.Code}";

    private static string[] ContextOf(Error error)
    {
        var words = new List<string>();
        if (error.Args.TryGetValue("user", out var user))
            words.Add(user);
        if (error.Args.TryGetValue("name", out var name))
            words.Add(name);
        if (error.Args.TryGetValue("login", out var login))
            words.Add(login);
        if (error.Args.TryGetValue("room", out var room))
            words.Add(ChannelName.Of(room));
        return [.. words];
    }
}
