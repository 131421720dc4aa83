using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>Messages and what is said about them.</summary>
internal static class EntryLines
{
    /// <summary>An entry as it happens.</summary>
    public static void Live(EntryEvent entry, LineOutput output)
    {
        switch (entry)
        {
            case Redaction redaction:
                var key = string.IsNullOrEmpty(redaction.Reason) ? "redaction" : "redaction.reason";
                output.NoticeText(Private(redaction, output) + output.Texts.Format(key, ("login", LineText.Name(redaction.From)), ("position", redaction.Target), ("reason", LineText.Plain(redaction.Reason ?? ""))));
                break;
            case TopicChanged or RulesChanged:
                RuleLines.Write(entry, output);
                break;
            case TurnChanged:
                TurnLines.Write(entry, output);
                break;
            case OtherEntry:
                break; // kinds that this release shows in history only
            default:
                output.Said(Private(entry, output) + Author(entry), Late(entry, output) + Text(entry, output));
                break;
        }
    }

    /// <summary>The sender's confirmation. A room's own line is one; with a client id the place is said for programs.</summary>
    public static void Posted(Posted posted, LineOutput output)
    {
        if (posted is { To: { } to, Delivered: { } delivered, Kind: EntryKind.Message })
            output.Notice(delivered ? "private.delivered" : "private.waiting", ("user", LineText.Name(to)));
        if (posted.Id is { } id)
            output.NoticeText($"posted id={id} position={posted.Position} time={LineOutput.UtcInstant(posted.Time)}");
    }

    public static void History(HistoryPage page, LineOutput output)
    {
        foreach (var entry in page.Entries)
            output.Said($"[{entry.Position} · {output.Clock(entry.Time)}{Marks(entry, output)}] {Author(entry)}", Text(entry, output));
        output.End();
    }

    public static void Results(SearchResults results, LineOutput output)
    {
        output.Notice("results", ("n", results.Entries.Count));
        foreach (var entry in results.Entries)
        {
            var where = entry.To is null ? output.Room(entry.Room ?? "") : $"{output.Texts.Format("private")} → {LineText.Name(entry.To)}";
            output.Said($"[{where} · {entry.Position} · {output.DateAndClock(entry.Time)}] {Author(entry)}", Text(entry, output));
        }
        if (!results.Complete)
            output.Notice("results.partial");
        if (results.Next is not null)
            output.Notice("results.more");
        output.End();
    }

    public static void Conversations(ConversationList list, LineOutput output)
    {
        output.Notice("conversations", ("n", list.Conversations.Count));
        foreach (var conversation in list.Conversations)
            output.Row($"{LineText.Name(conversation.With)} {conversation.Head}");
    }

    /// <summary>Before what came earlier and has been shown. Many do that cross another by a moment, so it takes no line of its own. Empty: none of these.</summary>
    public static string Late(EntryEvent entry, LineOutput output) => entry is Message { Late: { } late } ? $"({output.Texts.Format("late", ("time", output.Clock(entry.Time)), ("n", late))}) " : "";

    /// <summary>Of a page that a device without a server shows.</summary>
    private static string Marks(EntryEvent entry, LineOutput output) =>
        entry is not Message message ? "" : (message.Late is null ? "" : $" · {output.Texts.Format("late.mark")}") + (message.Edited == true ? $" · {output.Texts.Format("edited.mark")}" : "");

    private static string Author(EntryEvent entry) => LineText.Name(entry.From) + ": ";

    /// <summary><c>[privado] </c> to the receiver, <c>[privado → bob] </c> to other sessions of the sender, nothing in a room.</summary>
    private static string Private(EntryEvent entry, LineOutput output)
    {
        if (entry.To is null)
            return "";
        var word = output.Texts.Format("private");
        return string.Equals(entry.From, output.Format.Viewer, StringComparison.Ordinal) ? $"[{word} → {LineText.Name(entry.To)}] " : $"[{word}] ";
    }

    /// <summary>For what was written away from the server: when, by its author's clock. The other time, if one is shown, is when it got its place.</summary>
    private static string Written(Message message, LineOutput output)
    {
        if (message.Written is not { } written)
            return "";
        var time = written.UtcDateTime.Date == message.Time.UtcDateTime.Date ? output.Clock(written) : output.DateAndClock(written);
        return $"({output.Texts.Format("written", ("time", time))}) ";
    }

    private static string Text(EntryEvent entry, LineOutput output)
    {
        if (entry.Erased == true)
            return $"({output.Texts.Format("erased")})";
        return entry switch
        {
            Message { ReplyTo: { } reply } message => $"{Written(message, output)}({output.Texts.Format("reply", ("position", reply))}) {LineText.Plain(message.Text)}",
            Message message => Written(message, output) + LineText.Plain(message.Text),
            Edit edit => $"({output.Texts.Format("edit", ("position", edit.Target))}) {LineText.Plain(edit.Text)}",
            Reaction reaction => $"({output.Texts.Format("reaction", ("position", reaction.Target))}) {LineText.Plain(reaction.Text)}",
            Redaction redaction => $"({output.Texts.Format("erased")}: {redaction.Target}) {LineText.Plain(redaction.Reason ?? "")}".TrimEnd(),
            TopicChanged topic => $"({output.Texts.Format("topic.word")}) {LineText.Plain(topic.Text)}".TrimEnd(),
            TurnChanged turn => $"({TurnLines.Sentence(turn, output.Texts)})",
            RulesChanged rules => $"({output.Texts.Format("rules.word")}) {RuleLines.Brief(rules.Changes, output)}",
            _ => $"({output.Texts.Format("other")})",
        };
    }
}
