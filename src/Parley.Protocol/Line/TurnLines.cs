using System.Globalization;
using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary><c>#turn</c>, typed and shown. docs/turn-taking.md.</summary>
internal static class TurnLines
{
    private static readonly Dictionary<string, string> Actions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["show"] = TurnAct.Show,
        ["ver"] = TurnAct.Show,
        ["start"] = TurnAct.Start,
        ["empezar"] = TurnAct.Start,
        ["stop"] = TurnAct.Stop,
        ["fin"] = TurnAct.Stop,
        ["pass"] = TurnAct.Pass,
        ["pasar"] = TurnAct.Pass,
        ["take"] = TurnAct.Take,
        ["tomar"] = TurnAct.Take,
        ["raise"] = TurnAct.Raise,
        ["hand"] = TurnAct.Raise,
        ["mano"] = TurnAct.Raise,
        ["lower"] = TurnAct.Lower,
        ["bajar"] = TurnAct.Lower,
        ["join"] = TurnAct.Join,
        ["entrar"] = TurnAct.Join,
        ["leave"] = TurnAct.Leave,
        ["salir"] = TurnAct.Leave,
    };

    /// <summary><c>#turn [&lt;person&gt;] [action] [people …] [5m]</c>: a person in brackets means the private conversation with them.</summary>
    public static LineRequest Build(string command, ReadOnlySpan<char> rest)
    {
        var arguments = new Arguments(command, rest);
        var to = rest.TrimStart(" \t") is ['<' or '"', ..] ? arguments.Next() : null;
        var word = arguments.Next();
        if (word is null)
            return new Ask(new TakeTurns { To = to });
        if (!Actions.TryGetValue(word.TrimEnd('.'), out var action))
            return Shapes.Invalid("action", word);
        var people = new List<string>();
        int? lease = null;
        while (arguments.Next() is { } next)
        {
            if (next.Trim(',') is not { Length: > 0 } name)
                continue;
            if (LeaseOf(name) is { } seconds)
                lease = seconds;
            else
                people.Add(name);
        }
        return new Ask(action == TurnAct.Start
            ? new TakeTurns(action, people.Count == 0 ? null : people, lease) { To = to }
            : new TakeTurns(action == TurnAct.Show ? null : action) { To = to });
    }

    public static void Write(Event shown, LineOutput output)
    {
        switch (shown)
        {
            case TurnChanged changed: output.NoticeText(Place(changed.Room, changed.From == output.Format.Viewer ? changed.To : changed.From, output) + Sentence(changed, output.Texts)); break;
            case TurnState state:
                output.NoticeText(Place(state.Room, state.To, output) + Sentence(state, output.Texts, output.Format.Viewer));
                if (state.IsAnswer)
                    Details(state, output);
                break;
        }
    }

    /// <summary>What somebody did.</summary>
    public static string Sentence(TurnChanged changed, Texts texts)
    {
        var key = changed is { Action: TurnAct.Start, People: not null } ? "turn.start.order" : $"turn.{changed.Action}";
        return texts.Has(key)
            ? texts.Format(key, ("by", LineText.Name(changed.From)), ("people", Names(changed.People ?? [])))
            : $"({texts.Format("other")})";
    }

    /// <summary>Whose turn it is, as <paramref name="viewer"/> reads it; null: as anybody.</summary>
    public static string Sentence(TurnState state, Texts texts, string? viewer)
    {
        if (state.On != true)
            return texts.Format("turn.off");
        if (state.Over == true)
            return state.Turn is { } late ? texts.Format("turn.over", ("user", LineText.Name(late))) : texts.Format("turn.free");
        if (state.Turn is { } holder)
            return holder == viewer ? texts.Format("turn.yours") : texts.Format("turn.of", ("user", LineText.Name(holder)));
        if (state.Waiting is not { } waiting)
            return texts.Format("turn.free");
        return waiting == viewer ? texts.Format("turn.reply") : texts.Format("turn.free.but", ("user", LineText.Name(waiting)));
    }

    private static void Details(TurnState state, LineOutput output)
    {
        if (state.Order is { } order)
            output.Row(output.Texts.Format("turn.order", ("people", Names(order))));
        if (state.Hands is { } hands)
            output.Row(output.Texts.Format("turn.hands", ("people", Names(hands))));
        if (state is { Until: { } until, Over: not true })
            output.Row(output.Texts.Format("turn.until", ("time", output.DateAndClock(until))));
    }

    private static string Place(string? room, string? other, LineOutput output) =>
        room is not null || other is null ? "" : $"[{output.Texts.Format("private")} · {LineText.Name(other)}] ";

    private static string Names(IReadOnlyList<string> people) => string.Join(", ", people.Select(LineText.Name));

    /// <summary><c>90s</c> and <c>5m</c> in seconds.</summary>
    private static int? LeaseOf(string word) =>
        word is [.. var digits, 's' or 'm'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= 86_400
            ? word[^1] == 'm' ? n * 60 : n
            : null;
}
