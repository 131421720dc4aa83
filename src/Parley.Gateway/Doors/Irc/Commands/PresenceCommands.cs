using System.Text;
using Parley.Contracts;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>AWAY, SETNAME, MONITOR. Modern IRC; IRCv3 setname, monitor, draft/pre-away.</summary>
internal static class PresenceCommands
{
    public static async ValueTask AwayAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var text = message.Param(0) ?? "";
        var bytes = client.Server.Settings.MaxAway;
        if (Encoding.UTF8.GetByteCount(text) > bytes)
            text = TextSplitter.Split(text, bytes)[0].Text;
        if (!client.Signing.IsComplete)
        {
            if (!client.Has(Capability.PreAway))
                client.Text(ERR_NOTREGISTERED, "You have not registered");
            else
                client.Signing.Away = text.Length == 0 ? null : text;
            return;
        }
        if (await client.TryAsync(new SetAway(text == "*" && client.Has(Capability.PreAway) ? "Away" : text), cancellationToken) is { } refusal)
            Refusals.Show(client, refusal, "AWAY");
        else if (text.Length == 0)
            client.Text(RPL_UNAWAY, "You are no longer marked as being away");
        else
            client.Text(RPL_NOWAWAY, "You have been marked as being away");
    }

    public static async ValueTask SetnameAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var text = message.Params[0];
        var answers = text.Length is 0 or > 150 ? [] : await client.AskAsync(new SetRealName(text), cancellationToken);
        if (answers.OfType<PersonChanged>().FirstOrDefault() is not { } changed)
        {
            client.Fail("SETNAME", "INVALID_REALNAME", "Realname is not valid");
            return;
        }
        // The answer confirms it to whoever asked.
        var lines = new List<OutLine>();
        IrcEvents.Write(changed, client.Format, client.Connection.UtcNow, lines);
        client.Reply(lines);
    }

    public static ValueTask MonitorAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var views = client.Server.Views;
        var names = (message.Param(1) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        switch (message.Params[0].ToUpperInvariant())
        {
            case "+":
                Add(client, names);
                break;
            case "-":
                foreach (var name in names)
                    views.Unwatch(client.Session, name);
                break;
            case "C":
                views.UnwatchAll(client.Session);
                break;
            case "L":
                foreach (var line in Lines(client, views.Watched(client.Session)))
                    client.Text(RPL_MONLIST, line);
                client.Text(RPL_ENDOFMONLIST, "End of MONITOR list");
                break;
            case "S":
                Show(client, views.Watched(client.Session));
                break;
            default:
                client.Text(ERR_NEEDMOREPARAMS, "MONITOR", "Unknown MONITOR subcommand");
                break;
        }
        return ValueTask.CompletedTask;
    }

    private static void Add(IrcDialect client, string[] names)
    {
        var limit = client.Server.Settings.MaxMonitor;
        var added = new List<string>();
        for (var i = 0; i < names.Length; i++)
        {
            if (!Nick.TryParse(names[i], 64, out _))
                continue;
            if (!client.Server.Views.TryWatch(client.Session, names[i], limit))
            {
                client.Text(ERR_MONLISTFULL, $"{limit}", string.Join(',', names[i..]), "Monitor list is full");
                break;
            }
            added.Add(names[i]);
        }
        Show(client, added);
    }

    private static void Show(IrcDialect client, IReadOnlyList<string> names)
    {
        var found = names.Select(n => (Name: n, Person: client.Server.Views.Find(n))).ToList();
        foreach (var line in Lines(client, found.Where(f => f.Person is not null).Select(f => f.Person!.Face.Mask)))
            client.Text(RPL_MONONLINE, line);
        foreach (var line in Lines(client, found.Where(f => f.Person is null).Select(f => f.Name)))
            client.Text(RPL_MONOFFLINE, line);
    }

    private static IEnumerable<string> Lines(IrcDialect client, IEnumerable<string> words) =>
        WordLines.Pack(words, IrcLine.BodyRoom(client.Server.Name, "730", client.Nick), ',').Where(l => l.Length > 0);
}
