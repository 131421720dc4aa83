using System.Collections.Frozen;
using System.Globalization;
using Parley.Contracts;
using static Parley.Protocol.Line.Shapes;

namespace Parley.Protocol.Line;

/// <summary>The commands of the line protocol. To add one: a row here, its help in Texts/es.json and en.json, its line in docs/protocol/line.md.</summary>
public static class LineCommands
{
    private const int DefaultLast = 20;

    /// <summary>All of them, in the order that help lists them.</summary>
    public static IReadOnlyList<LineCommand> All { get; } =
    [
        new("cr", ["cR"], Room(room => new CreateRoom(room))) { Glued = true, MakesRooms = true },
        new("gr", ["gR"], RoomAndKey((room, key) => new EnterRoom(room, key))) { Glued = true },
        new("er", ["eR"], None(() => new GoHome())),
        new("lr", ["lR", "IR"], Enclosed(after => new ListRooms(after))),
        new("dr", ["dR"], Room(room => new DeleteRoom(room))) { Glued = true, MakesRooms = true },
        new("keep", ["keep"], Name(room => new KeepRoom(room))) { NeedsServer = true },
        new("show", ["show", "showusers"], ShowUsers),
        new("ar", ["aR"], None(() => new ListUsers("room"))),
        new("who", ["who"], Name(room => new ListUsers("room", room))),
        new("private", ["\\private", "/private", "private"], PrivateLine.Build),
        new("privates", ["privates"], None(() => new ListConversations())),
        new("last", ["last"], Count(Limits.PageSize, n => new ReadHistory(Limit: n ?? DefaultLast))),
        new("search", ["search"], Text("query", query => new Search(query))),
        new("edit", ["edit"], PositionAndText((position, text) => text.Length == 0
            ? new Refused(new Refusal(ErrorCode.TextMissing))
            : new Ask(new EditMessage(position, text)))),
        new("redact", ["redact"], PositionAndText((position, reason) => new Ask(new RedactMessage(position, reason.Length == 0 ? null : reason)))),
        new("react", ["react", "reaccionar"], PositionAndText((position, emoji) => emoji.Length == 0
            ? new Refused(new Refusal(ErrorCode.TextMissing))
            : new Ask(new React(position, emoji)))),
        new("id", ["id"], IdentifiedLine.Build),
        new("topic", ["topic", "tema"], RuleLines.Topic) { NeedsServer = true },
        new("kick", ["kick", "expulsar"], PersonAndText((login, reason) => new Kick(login, reason))) { NeedsServer = true },
        new("invite", ["invite", "invitar"], Person(login => new Invite(login))) { NeedsServer = true },
        new("ban", ["ban", "vetar"], Person(mask => RuleLines.Change(RoomRule.Ban, true, mask))) { NeedsServer = true },
        new("unban", ["unban", "readmitir"], Person(mask => RuleLines.Change(RoomRule.Ban, false, mask))) { NeedsServer = true },
        new("mute", ["mute", "silenciar"], Person(mask => RuleLines.Change(RoomRule.Mute, true, mask))) { NeedsServer = true },
        new("unmute", ["unmute"], Person(mask => RuleLines.Change(RoomRule.Mute, false, mask))) { NeedsServer = true },
        new("op", ["op"], Person(login => RuleLines.Change(RoomRule.Operator, true, login))) { NeedsServer = true },
        new("deop", ["deop"], Person(login => RuleLines.Change(RoomRule.Operator, false, login))) { NeedsServer = true },
        new("voice", ["voice", "voz"], Person(login => RuleLines.Change(RoomRule.Voice, true, login))) { NeedsServer = true },
        new("devoice", ["devoice"], Person(login => RuleLines.Change(RoomRule.Voice, false, login))) { NeedsServer = true },
        new("rules", ["rules", "reglas"], None(() => new ShowRules())) { NeedsServer = true },
        new("rule", ["rule", "regla"], RuleLines.On) { NeedsServer = true },
        new("unrule", ["unrule"], RuleLines.Off) { NeedsServer = true },
        new("turn", ["turn", "turno"], TurnLines.Build) { NeedsServer = true },
        new("away", ["away", "ausente"], Rest(text => new SetAway(text.Length == 0 ? null : text))) { NeedsServer = true },
        new("always-on", ["always-on", "siempre-conectado"], OnOff(on => new Ask(new AlwaysOn(on)))) { NeedsServer = true },
        new("me", ["me"], Word(login => new Ask(new GetProfile(login)))) { NeedsServer = true },
        new("profile", ["profile", "perfil"], ProfileLine.Build) { NeedsServer = true },
        new("passwd", ["passwd"], Words((old, next) => old is null || next is null ? Invalid("password", "") : new Ask(new ChangePassword(old, next)))) { NeedsServer = true },
        new("tokens", ["tokens"], None(() => new ListTokens())) { NeedsServer = true },
        new("revoke", ["revoke"], Word(id => new Ask(new RevokeToken(id)))) { NeedsServer = true },
        new("del-account", ["del-account"], Text("del-account", password => new DeleteAccount(password))) { NeedsServer = true },
        new("devices", ["devices", "dispositivos"], None(() => new ListDevices())),
        new("trust", ["trust", "confiar"], Person(name => new TrustDevice(name))),
        new("lang", ["lang", "idioma"], Word(name => Texts.FindLanguage(name) is { } lang ? new Ask(new SetLanguage(lang)) : Invalid("lang", name))),
        new("time", ["time", "hora"], Word(Time)),
        new("echo", ["echo"], OnOff(on => new SetEcho(on))),
        new("codes", ["codes"], OnOff(on => new SetCodes(on))),
        new("proto", ["proto"], Word(name => string.Equals(name, "json", StringComparison.OrdinalIgnoreCase) ? new SpeakJson() : Invalid("protocol", name))),
        new("ping", ["ping"], None(() => new Ping())),
        new("login", ["login"], Words(LogIn)) { NeedsServer = true },
        new("register", ["register"], RegistrationLine.Build) { NeedsServer = true },
        new("cancel", ["cancel"], None(() => new Cancel())),
        new("help", ["help", "ayuda", "?"], Word(Help)),
        new("exit", ["exit"], None(() => new Exit())),

        new(null, ["urgent"], NotAvailable),
        new(null, ["ack"], NotAvailable),
    ];

    private static readonly FrozenDictionary<string, LineCommand> ByName = All
        .SelectMany(command => command.Names.Select(name => KeyValuePair.Create(name, command)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that there are where lines are typed.</summary>
    public static IEnumerable<LineCommand> At(LinePlace place) => All.Where(command => command.IsIn(place));

    /// <summary>By name, without <c>#</c>, in any case; null when there is none.</summary>
    public static LineCommand? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>By <see cref="LineCommand.Key"/>, as those of a <see cref="ShowHelp"/>.</summary>
    internal static LineCommand Of(string key) => All.First(c => string.Equals(c.Key, key, StringComparison.Ordinal));

    /// <summary>The command whose exact name the word begins with and that takes its argument without a space.</summary>
    internal static LineCommand? FindGlued(ReadOnlySpan<char> word)
    {
        foreach (var command in All)
        {
            if (command.Glued && word.StartsWith(command.Names[0], StringComparison.Ordinal))
                return command;
        }
        return null;
    }

    /// <summary><c>#show</c>, <c>#show users</c>, <c>#show users s</c>, <c>#show users all [AFTER]</c> …</summary>
    private static LineRequest ShowUsers(string command, ReadOnlySpan<char> rest)
    {
        var arguments = new Arguments(command, rest);
        var scope = arguments.Next()?.ToLowerInvariant().TrimEnd('.');
        if (scope is "users" or "user" or "usuarios")
            scope = arguments.Next()?.ToLowerInvariant().TrimEnd('.');
        var after = arguments.Next();
        return scope switch
        {
            null or "" or "online" => new Ask(new ListUsers("online", After: after)),
            "all" or "todos" => new Ask(new ListUsers("all", After: after)),
            "room" or "s" or "sala" => new Ask(new ListUsers("room", After: after)),
            _ => new Refused(new Refusal(ErrorCode.ShowUsage)),
        };
    }

    private static LineRequest Time(string? t0)
    {
        if (t0 is null)
            return new Ask(new AskTime());
        return double.TryParse(t0, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds) && double.IsFinite(milliseconds)
            ? new Ask(new AskTime(milliseconds))
            : Invalid("time", t0);
    }

    private static LineRequest LogIn(string? login, string? password) =>
        login is null || password is null ? new BeginLogin(login) : new Ask(new PasswordLogin(login, password));

    private static LineRequest Help(string? name)
    {
        if (name is null)
            return new ShowHelp(null);
        return Find(name.TrimStart('#')) is { Key: { } key } ? new ShowHelp(key) : LineParser.Unknown(name);
    }

    private static LineRequest NotAvailable(string command, ReadOnlySpan<char> rest) =>
        new Refused(Refusal.Of(ErrorCode.NotAvailable, "command", command));
}
