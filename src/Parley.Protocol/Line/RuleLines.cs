using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>Topic and rules of a room, typed and shown.</summary>
internal static class RuleLines
{
    /// <summary>Names of rules as people write them, without accents: those on the wire and those of each language.</summary>
    private static readonly Dictionary<string, string> Names = MakeNames();

    public static ChangeRules Change(string rule, bool on, string? value) => new([new RuleChange(rule, on, value)]);

    /// <summary><c>#topic</c> asks, <c>#topic ""</c> takes it away.</summary>
    public static LineRequest Topic(string command, ReadOnlySpan<char> rest)
    {
        var text = new Arguments(command, rest).Rest;
        return text.Length == 0 ? new Ask(new ShowTopic()) : new Ask(new SetTopic(text is "\"\"" or "<>" ? "" : text));
    }

    public static LineRequest On(string command, ReadOnlySpan<char> rest) => Build(command, rest, on: true);

    public static LineRequest Off(string command, ReadOnlySpan<char> rest) => Build(command, rest, on: false);

    public static void Write(Event shown, LineOutput output)
    {
        switch (shown)
        {
            case TopicShown { Topic.Length: 0 } none: output.Notice("topic.none", ("room", output.Room(none.Room))); break;
            case TopicShown topic: TopicLine(topic, output); break;
            case TopicChanged changed: Changed(changed, output); break;
            case RulesChanged rules:
                foreach (var change in rules.Changes)
                    output.NoticeText(Sentence(rules, change, output));
                break;
            case RulesShown rules: Shown(rules, output); break;
            case MemberKicked kicked: Kicked(kicked, output); break;
            case Invited invited when IsViewer(invited.Login, output):
                output.Notice("invited", ("by", LineText.Name(invited.By)), ("room", output.Room(invited.Room)));
                break;
            case Invited invited:
                output.Notice("invited.other", ("by", LineText.Name(invited.By)), ("user", LineText.Name(invited.Login)), ("room", output.Room(invited.Room)));
                break;
        }
    }

    /// <summary>The changes of a room's rules in few words, for history: <c>+moderada -clave</c>.</summary>
    public static string Brief(IReadOnlyList<RuleChange> changes, LineOutput output) =>
        string.Join(", ", changes.Select(c => $"{(c.On ? '+' : '-')}{NameOf(c.Rule, output)} {Value(c.Value)}".TrimEnd()));

    private static LineRequest Build(string command, ReadOnlySpan<char> rest, bool on)
    {
        var arguments = new Arguments(command, rest);
        if (arguments.Next() is not { Length: > 0 } word)
            return Shapes.Invalid("rule", "");
        var value = arguments.Next();
        return new Ask(Change(Names.GetValueOrDefault(Key(word), word), on, string.IsNullOrEmpty(value) ? null : value));
    }

    private static void TopicLine(TopicShown topic, LineOutput output)
    {
        var text = output.Texts.Format("topic", ("room", output.Room(topic.Room)), ("topic", LineText.Plain(topic.Topic)));
        output.NoticeText(topic.By is null || topic.Time is not { } time ? text : $"{text} ({LineText.Name(topic.By)}, {output.DateAndClock(time)})");
    }

    private static void Changed(TopicChanged changed, LineOutput output) =>
        output.Notice(
            changed.Text.Length == 0 ? "topic.taken" : "topic.changed",
            ("by", LineText.Name(changed.From)),
            ("room", output.Room(changed.Room ?? "")),
            ("topic", LineText.Plain(changed.Text)));

    private static string Sentence(RulesChanged rules, RuleChange change, LineOutput output)
    {
        var way = change.On ? "on" : "off";
        var kind = output.Texts.Has($"rule.{way}.{change.Rule}") ? $"rule.{way}.{change.Rule}" : IsRank(change.Rule) ? $"rank.{way}" : $"rule.{way}";
        var value = Value(change.Value);
        return output.Texts.Format(
            kind,
            ("by", LineText.Name(rules.From)),
            ("room", output.Room(rules.Room ?? "")),
            ("rule", NameOf(change.Rule, output)),
            ("value", kind is "rule.on" or "rule.off" && value.Length > 0 ? " " + value : value));
    }

    private static void Shown(RulesShown rules, LineOutput output)
    {
        output.Notice("rules", ("room", output.Room(rules.Room)), ("n", rules.Rules.Count));
        if (rules.Topic.Length > 0)
            output.Row(output.Texts.Format("topic", ("room", output.Room(rules.Room)), ("topic", LineText.Plain(rules.Topic))));
        foreach (var rule in rules.Rules)
        {
            var by = rule is { By: { } who, Time: { } time } ? $" ({LineText.Name(who.Split('!')[0])}, {output.DateAndClock(time)})" : "";
            output.Row($"{NameOf(rule.Rule, output)} {Value(rule.Value)}".TrimEnd() + by);
        }
        foreach (var rank in rules.Ranks)
            output.Row($"{NameOf(rank.Rank, output)}: {LineText.Name(rank.Login)}");
    }

    private static void Kicked(MemberKicked kicked, LineOutput output)
    {
        var reason = LineText.Plain(kicked.Reason ?? "");
        var key = (IsViewer(kicked.Login, output) ? "kicked.self" : "kicked") + (reason.Length == 0 ? "" : ".reason");
        var text = output.Texts.Format(key, ("user", LineText.Name(kicked.Login)), ("room", output.Room(kicked.Room)), ("by", LineText.Name(kicked.By)), ("reason", reason));
        if (kicked.Now is not null)
            text += " " + output.Texts.Format("closed.now", ("now", output.Room(kicked.Now)));
        output.NoticeText(text);
    }

    /// <summary>The mask of an account reads as its login, which typed again means the same.</summary>
    private static string Value(string? value) => LineText.Plain(value is ['a', ':', .. var login] ? login : value ?? "");

    private static bool IsViewer(string login, LineOutput output) => string.Equals(login, output.Format.Viewer, StringComparison.Ordinal);

    private static bool IsRank(string rule) =>
        rule is RoomRule.Owner or RoomRule.Administrator or RoomRule.Operator or RoomRule.HalfOperator or RoomRule.Voice;

    private static string NameOf(string rule, LineOutput output) =>
        output.Texts.Has($"rule.name.{rule}") ? output.Texts.Format($"rule.name.{rule}") : LineText.Escape(rule);

    private static Dictionary<string, string> MakeNames()
    {
        const string prefix = "rule.name.";
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in Texts.English.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var rule = key[prefix.Length..];
            names[Key(rule)] = rule;
            foreach (var lang in Texts.Languages)
                names[Key(Texts.For(lang).Format(key))] = rule;
        }
        return names;
    }

    private static string Key(string word)
    {
        var key = word.ToLowerInvariant();
        foreach (var (accented, plain) in "áaéeíióoúuüu".Chunk(2).Select(pair => (pair[0], pair[1])))
            key = key.Replace(accented, plain);
        return key;
    }
}
