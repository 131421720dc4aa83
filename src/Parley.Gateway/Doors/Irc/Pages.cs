using Parley.Contracts;
using Parley.Protocol.Irc;

namespace Parley.Gateway.Doors.Irc;

/// <summary>Stretches of history, in a <c>chathistory</c> batch where the client knows batches.</summary>
internal static class Pages
{
    public static void Write(IrcDialect client, HistoryPage page, IrcFormat format, List<OutLine> lines) =>
        Write(client, page.Room is { } room ? ChannelName.Of(room) : page.To!, page.Entries, format, lines);

    public static void Write(IrcDialect client, string target, IReadOnlyList<EntryEvent> entries, IrcFormat format, List<OutLine> lines)
    {
        var batch = format.Has(Capability.Batch) ? RandomId.Next() : null;
        if (batch is not null)
            lines.Add(new OutLine(null, client.Server.Name, "BATCH", ["+" + batch, "chathistory", target]));
        foreach (var entry in entries)
        {
            var to = entry.Room is not null ? target : string.Equals(entry.From, target, StringComparison.Ordinal) ? client.Nick : target;
            switch (entry)
            {
                case Message message: IrcEvents.Message(message, to, format, lines, batch); break;
                case Edit edit: IrcEvents.Edit(edit, to, format, lines, batch); break;
                case Reaction reaction: IrcEvents.Reaction(reaction, to, format, lines, batch); break;
                case TopicChanged or RulesChanged when client.Has(Capability.EventPlayback): IrcEvents.Write(entry, format, default, lines, batch); break;
            }
        }
        if (batch is not null)
            lines.Add(new OutLine(null, client.Server.Name, "BATCH", ["-" + batch]));
    }
}
