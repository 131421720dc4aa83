using System.Globalization;

namespace Parley.Protocol.Irc;

public enum HistorySubcommand
{
    Before,
    After,
    Latest,
    Around,
    Between,
    Targets,
}

/// <summary>A place in a history: a msgid, a time, or neither for <c>*</c>.</summary>
/// <param name="MsgId">As it was given; it may be none of ours (<see cref="MessageId.TryParse"/>).</param>
public readonly record struct HistoryReference(string? MsgId, DateTimeOffset? Time)
{
    /// <summary><c>*</c>: no bound.</summary>
    public bool IsAny => MsgId is null && Time is null;
}

/// <summary>Why a CHATHISTORY can't be carried out: <c>FAIL CHATHISTORY Code Context… :text</c>.</summary>
/// <param name="Context">The subcommand and what was wrong with it, as given.</param>
public sealed record HistoryFailure(string Code, IReadOnlyList<string> Context);

/// <summary>A CHATHISTORY request. ircv3.net, draft/chathistory.</summary>
/// <param name="Target">As given; empty for TARGETS.</param>
/// <param name="From">The first reference.</param>
/// <param name="To">The second one, for BETWEEN and TARGETS.</param>
/// <param name="Limit">1 or more; the caller caps it.</param>
public sealed record HistoryQuery(HistorySubcommand Subcommand, string Target, HistoryReference From, HistoryReference To, int Limit)
{
    /// <returns>Null when there is a <paramref name="failure"/>.</returns>
    public static HistoryQuery? Parse(IReadOnlyList<string> parameters, out HistoryFailure? failure)
    {
        failure = null;
        if (parameters.Count == 0)
            return Fail("NEED_MORE_PARAMS", [], out failure);
        var name = parameters[0];
        if (Subcommands(name) is not { } subcommand)
            return Fail("UNKNOWN_COMMAND", [name], out failure);
        var first = subcommand == HistorySubcommand.Targets ? 1 : 2;
        var references = subcommand is HistorySubcommand.Between or HistorySubcommand.Targets ? 2 : 1;
        if (parameters.Count <= first + references)
            return Fail("NEED_MORE_PARAMS", [name], out failure);
        var target = first == 2 ? parameters[1] : "";
        var found = new HistoryReference[2];
        for (var i = 0; i < references; i++)
        {
            var text = parameters[first + i];
            if (Read(text, subcommand, out found[i]) is { } code)
                return Fail(code, first == 2 ? [name, target, text] : [name, text], out failure);
        }
        var limit = parameters[first + references];
        if (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
            return Fail("INVALID_PARAMS", first == 2 ? [name, target, limit] : [name, limit], out failure);
        return new HistoryQuery(subcommand, target, found[0], found[1], count);
    }

    private static HistoryQuery? Fail(string code, IReadOnlyList<string> context, out HistoryFailure failure)
    {
        failure = new HistoryFailure(code, context);
        return null;
    }

    private static HistorySubcommand? Subcommands(string name) => name.ToUpperInvariant() switch
    {
        "BEFORE" => HistorySubcommand.Before,
        "AFTER" => HistorySubcommand.After,
        "LATEST" => HistorySubcommand.Latest,
        "AROUND" => HistorySubcommand.Around,
        "BETWEEN" => HistorySubcommand.Between,
        "TARGETS" => HistorySubcommand.Targets,
        _ => null,
    };

    /// <summary>The failure's code; null for none.</summary>
    private static string? Read(string text, HistorySubcommand subcommand, out HistoryReference reference)
    {
        reference = default;
        if (text == "*")
            return subcommand == HistorySubcommand.Latest ? null : "INVALID_PARAMS";
        var equals = text.IndexOf('=');
        var value = text[(equals + 1)..];
        switch (equals < 0 ? "" : text[..equals])
        {
            case "timestamp":
                if (!ServerTime.TryParse(value, out var time))
                    return "INVALID_PARAMS";
                reference = new HistoryReference(null, time);
                return null;
            case "msgid" when subcommand != HistorySubcommand.Targets:
                if (value.Length == 0)
                    return "INVALID_PARAMS";
                reference = new HistoryReference(value, null);
                return null;
            case "":
                return "INVALID_PARAMS";
            default:
                return "INVALID_MSGREFTYPE";
        }
    }
}
