using Parley.Contracts;
using Parley.Protocol.Line;
using Xunit;

namespace Parley.Protocol.Tests.Line;

public sealed class LineParserTests
{
    [Theory]
    [InlineData("#cR uci", "uci")]
    [InlineData("#cR <uci>", "uci")]
    [InlineData("#cR<uci>", "uci")]
    [InlineData("#cr<uci>", "uci")]
    [InlineData("#CR \"sala de espera\"", "sala de espera")]
    [InlineData("#cRuci", "uci")]
    [InlineData("#cRsala de espera", "sala de espera")]
    [InlineData("#Cr uci", "uci")]
    [InlineData("#cR sala de  espera ", "sala de  espera")]
    [InlineData("#cR <uci> .", "uci")]
    [InlineData("#cR uci.", "uci")]
    [InlineData("#cR uci :", "uci")]
    [InlineData("#cR\tuci", "uci")]
    [InlineData("#cR <uci", "uci")]
    public void A_room_is_created_in_every_way_people_write_it(string line, string room) => AssertAsks(new CreateRoom(room), line);

    [Fact]
    public void Rooms_are_entered_and_deleted_in_the_same_ways()
    {
        AssertAsks(new EnterRoom("sala 2"), "#gR <sala 2>");
        AssertAsks(new EnterRoom("uci"), "#gRuci");
        AssertAsks(new DeleteRoom("uci"), "#dr uci");
        AssertAsks(new DeleteRoom("uci"), "#dR\"uci\"");
    }

    [Theory]
    [InlineData("#gR uci | secreto", "uci", "secreto")]
    [InlineData("#gRuci|secreto", "uci", "secreto")]
    [InlineData("#gR <sala 2> | secreto", "sala 2", "secreto")]
    [InlineData("#gR sala 2 | secreto", "sala 2", "secreto")]
    [InlineData("#gR uci |", "uci", null)]
    [InlineData("#gR <uci> .", "uci", null)]
    public void A_key_stands_behind_a_bar(string line, string room, string? key) => AssertAsks(new EnterRoom(room, key), line);

    [Theory]
    [InlineData("#topic guardia de noche", "guardia de noche")]
    [InlineData("#tema \"a\" b", "\"a\" b")]
    [InlineData("#topic \"\"", "")]
    [InlineData("#TOPIC <>", "")]
    public void A_topic_is_the_rest_of_the_line(string line, string topic) => AssertAsks(new SetTopic(topic), line);

    [Fact]
    public void Turns_are_typed_in_two_languages()
    {
        AssertAsks(new TakeTurns(), "#turn");
        AssertAsks(new TakeTurns { To = "bob" }, "#turno <bob>");
        AssertAsks(new TakeTurns(), "#turn show");
        AssertAsks(new TakeTurns(TurnAct.Start), "#turn start");
        AssertAsks(new TakeTurns(TurnAct.Start, Lease: 90), "#turn empezar 90s");
        AssertAsks(new TakeTurns(TurnAct.Start) { To = "bob ana" }, "#turn <bob ana> START");
        AssertAsks(new TakeTurns(TurnAct.Pass), "#turn pasar");
        AssertAsks(new TakeTurns(TurnAct.Take), "#turno tomar");
        AssertAsks(new TakeTurns(TurnAct.Raise), "#turn hand");
        AssertAsks(new TakeTurns(TurnAct.Lower), "#turn bajar");
        AssertAsks(new TakeTurns(TurnAct.Join), "#turn entrar");
        AssertAsks(new TakeTurns(TurnAct.Leave), "#turn leave");
        AssertAsks(new TakeTurns(TurnAct.Stop), "#turn fin");
        var start = (TakeTurns)((Ask)LineParser.Parse("#turn start ana, <bob ruiz> eva 2m")).Command;
        Assert.Equal(["ana", "bob ruiz", "eva"], start.People!);
        Assert.Equal(120, start.Lease);
    }

    [Fact]
    public void Moderation_is_typed_in_two_languages()
    {
        AssertAsks(new ShowTopic(), "#topic");
        AssertAsks(new Kick("bob", "por ruido"), "#kick bob por ruido");
        AssertAsks(new Kick("bob"), "#expulsar <bob>");
        AssertAsks(new Invite("bob"), "#invite bob");
        AssertAsks(new Invite("zoe[w]"), "#invitar zoe[w]");
        AssertAsks(new ShowRules(), "#reglas");
        AssertAsks(new SetAway("comiendo algo"), "#away comiendo algo");
        AssertAsks(new SetAway(null), "#ausente");
        AssertAsks(new AlwaysOn(true), "#always-on on");
        AssertAsks(new AlwaysOn(false), "#siempre-conectado no");
        AssertAsks(new React(12, "👍"), "#react 12 👍");
    }

    [Theory]
    [InlineData("#ban bob", "ban", true, "bob")]
    [InlineData("#vetar bob!*@*", "ban", true, "bob!*@*")]
    [InlineData("#unban <bob>", "ban", false, "bob")]
    [InlineData("#readmitir bob", "ban", false, "bob")]
    [InlineData("#mute bob", "mute", true, "bob")]
    [InlineData("#silenciar bob", "mute", true, "bob")]
    [InlineData("#unmute bob", "mute", false, "bob")]
    [InlineData("#op bob", "operator", true, "bob")]
    [InlineData("#deop bob", "operator", false, "bob")]
    [InlineData("#voz bob", "voice", true, "bob")]
    [InlineData("#devoice bob", "voice", false, "bob")]
    [InlineData("#rule moderated", "moderated", true, null)]
    [InlineData("#regla Moderada", "moderated", true, null)]
    [InlineData("#rule key secreto", "key", true, "secreto")]
    [InlineData("#regla clave secreto", "key", true, "secreto")]
    [InlineData("#rule limit 10", "limit", true, "10")]
    [InlineData("#regla excepcion bob", "exception", true, "bob")]
    [InlineData("#regla excepción bob", "exception", true, "bob")]
    [InlineData("#unrule solo-invitados", "invite-only", false, null)]
    [InlineData("#rule nada", "nada", true, null)]
    public void A_rule_is_changed(string line, string rule, bool on, string? value)
    {
        var change = Assert.Single(Assert.IsType<ChangeRules>(Assert.IsType<Ask>(LineParser.Parse(line)).Command).Changes);
        Assert.Equal(new RuleChange(rule, on, value), change);
    }

    [Theory]
    [InlineData("#kick", "person")]
    [InlineData("#ban ", "person")]
    [InlineData("#op", "person")]
    [InlineData("#invite", "person")]
    [InlineData("#rule", "rule")]
    [InlineData("#unrule", "rule")]
    [InlineData("#react", "position")]
    [InlineData("#react x 👍", "position")]
    [InlineData("#always-on", "switch")]
    public void What_is_missing_is_said(string line, string what) =>
        Assert.Equal(what, Assert.IsType<Refused>(LineParser.Parse(line)).Refusal.Args["what"]);

    [Fact]
    public void No_two_commands_have_a_name_in_common_and_none_begins_as_a_glued_one()
    {
        var names = LineCommands.All.SelectMany(c => c.Names).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        foreach (var glued in LineCommands.All.Where(c => c.Glued).Select(c => c.Names[0]))
            Assert.DoesNotContain(names, name => name != glued && name.StartsWith(glued, StringComparison.Ordinal));
        Assert.DoesNotContain(names, name => name.StartsWith("private-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_rule_has_a_name_in_each_language_that_means_it()
    {
        var rules = typeof(RoomRule).GetFields().Select(f => (string)f.GetValue(null)!).ToList();
        Assert.All(rules, rule => Assert.All(Texts.Languages, lang =>
            Assert.Equal(rule, Assert.Single(Assert.IsType<ChangeRules>(Assert.IsType<Ask>(LineParser.Parse($"#rule {Texts.For(lang).Format($"rule.name.{rule}")} x")).Command).Changes).Rule)));
    }

    [Theory]
    [InlineData("#eR", typeof(GoHome))]
    [InlineData("#er.", typeof(GoHome))]
    [InlineData("#ER", typeof(GoHome))]
    [InlineData("#lR", typeof(ListRooms))]
    [InlineData("#lr", typeof(ListRooms))]
    [InlineData("#IR", typeof(ListRooms))]
    [InlineData("#ir", typeof(ListRooms))]
    [InlineData("#exit", typeof(Exit))]
    [InlineData("#EXIT.", typeof(Exit))]
    [InlineData("#me", typeof(GetProfile))]
    [InlineData("#time", typeof(AskTime))]
    [InlineData("#keep", typeof(KeepRoom))]
    [InlineData("#privates", typeof(ListConversations))]
    [InlineData("#tokens", typeof(ListTokens))]
    [InlineData("#ping", typeof(Ping))]
    public void Commands_without_arguments(string line, Type command) =>
        Assert.IsType(command, Assert.IsType<Ask>(LineParser.Parse(line)).Command);

    [Theory]
    [InlineData("#show users", "online")]
    [InlineData("#show", "online")]
    [InlineData("#showusers", "online")]
    [InlineData("#SHOW Users", "online")]
    [InlineData("#show users.", "online")]
    [InlineData("#show users s", "room")]
    [InlineData("#show users room", "room")]
    [InlineData("#show users all", "all")]
    [InlineData("#show all", "all")]
    [InlineData("#aR", "room")]
    [InlineData("#who", "room")]
    public void Users_are_listed_in_every_way_people_write_it(string line, string scope) => AssertAsks(new ListUsers(scope), line);

    [Theory]
    [InlineData("#\\private<ana> hola", "ana", "hola")]
    [InlineData("#\\private <ana> hola", "ana", "hola")]
    [InlineData("#\\private<ana>hola", "ana", "hola")]
    [InlineData("#\\private ana hola a todos", "ana", "hola a todos")]
    [InlineData("#\\Private ana: hola", "ana", "hola")]
    [InlineData("#/private ana hola", "ana", "hola")]
    [InlineData("#private ana hola", "ana", "hola")]
    [InlineData("\\private ana hola", "ana", "hola")]
    [InlineData("/private ana hola", "ana", "hola")]
    [InlineData("/PRIVATE<ana> hola", "ana", "hola")]
    [InlineData("#\\private \"ana\" <b>", "ana", "<b>")]
    [InlineData("#\\private<ana>", "ana", null)]
    [InlineData("#/private ana", "ana", null)]
    [InlineData("/private ana ", "ana", null)]
    public void Private_messages_are_written_in_every_way_people_write_them(string line, string to, string? text) =>
        Assert.Equal(new SendPrivate(to, null, text), LineParser.Parse(line));

    [Theory]
    [InlineData("#private-ana hola")]
    [InlineData("#\\private-ana hola")]
    [InlineData("/private-ana hola")]
    public void A_dash_may_belong_to_the_name_or_not(string line) =>
        Assert.Equal(new SendPrivate("-ana", "ana", "hola"), LineParser.Parse(line));

    [Theory]
    [InlineData("hola", "hola")]
    [InlineData(" #cR x", " #cR x")]
    [InlineData("##cR x", "#cR x")]
    [InlineData("###", "##")]
    [InlineData("# of beds: 3", "# of beds: 3")]
    [InlineData("#1", "#1")]
    [InlineData("#", "#")]
    [InlineData("exit", "exit")]
    [InlineData("/privateer", "/privateer")]
    [InlineData("/hola", "/hola")]
    [InlineData("* bob entró en uci.", "* bob entró en uci.")]
    public void Other_lines_are_messages(string line, string text) => AssertAsks(new Post(text), line);

    [Theory]
    [InlineData("")]
    [InlineData("   \t")]
    public void Empty_lines_are_nothing(string line) => Assert.IsType<Blank>(LineParser.Parse(line));

    [Theory]
    [InlineData("#gracias", "#gracias")]
    [InlineData("#create x", "#create")]
    [InlineData("#g R uci", "#g")]
    [InlineData("#Crsala", "#Crsala")]
    [InlineData("#\\privte<ana> secreto", "#\\privte")]
    [InlineData("#!", "#!")]
    [InlineData("#ñ", "#ñ")]
    public void Unknown_commands_are_refused_and_never_messages(string line, string word) =>
        Assert.Equal(word, AssertRefused(ErrorCode.UnknownCommand, line).Args["command"]);

    [Fact]
    public void Hash_texts_are_refused_where_they_are_switched_off()
    {
        Assert.All(new[] { "# of beds", "#1", "#" }, line =>
            Assert.Equal(ErrorCode.UnknownCommand, Assert.IsType<Refused>(LineParser.Parse(line, hashText: false)).Refusal.Code));
        Assert.IsType<Ask>(LineParser.Parse("##1", hashText: false));
    }

    [Theory]
    [InlineData("#cR", "#cR")]
    [InlineData("#cR  ", "#cR")]
    [InlineData("#cr <>", "#cR")]
    [InlineData("#gR .", "#gR")]
    [InlineData("#DR", "#dR")]
    public void A_missing_room_name_is_said_with_the_usage(string line, string usage) =>
        Assert.Equal(usage, AssertRefused(ErrorCode.RoomNameMissing, line).Args["command"]);

    [Theory]
    [InlineData("#show x", ErrorCode.ShowUsage, null)]
    [InlineData("#urgent @ana ya", ErrorCode.NotAvailable, null)]
    [InlineData("#ack 3", ErrorCode.NotAvailable, null)]
    [InlineData("#turn quizá", ErrorCode.InvalidValue, "action")]
    [InlineData("#private", ErrorCode.InvalidValue, "user")]
    [InlineData("#lang fr", ErrorCode.InvalidValue, "lang")]
    [InlineData("#lang", ErrorCode.InvalidValue, "lang")]
    [InlineData("#time ayer", ErrorCode.InvalidValue, "time")]
    [InlineData("#time NaN", ErrorCode.InvalidValue, "time")]
    [InlineData("#last 0", ErrorCode.InvalidValue, "limit")]
    [InlineData("#last 1001", ErrorCode.InvalidValue, "limit")]
    [InlineData("#last -1", ErrorCode.InvalidValue, "limit")]
    [InlineData("#echo quizá", ErrorCode.InvalidValue, "switch")]
    [InlineData("#proto xml", ErrorCode.InvalidValue, "protocol")]
    [InlineData("#search", ErrorCode.InvalidValue, "query")]
    [InlineData("#passwd uno", ErrorCode.InvalidValue, "password")]
    [InlineData("#edit x hola", ErrorCode.InvalidValue, "position")]
    [InlineData("#edit 3", ErrorCode.TextMissing, null)]
    [InlineData("#id", ErrorCode.InvalidValue, "id")]
    [InlineData("#id ñ hola", ErrorCode.InvalidValue, "id")]
    [InlineData("#id c1", ErrorCode.TextMissing, null)]
    [InlineData("#id c1 #eR", ErrorCode.InvalidValue, "text")]
    [InlineData("#id c1 #gracias", ErrorCode.UnknownCommand, null)]
    [InlineData("#register ana", ErrorCode.InvalidValue, "registration")]
    [InlineData("#register ana clave Ana | Pérez | 200 | f", ErrorCode.InvalidValue, "age")]
    public void Arguments_that_do_not_fit_are_refused(string line, ErrorCode code, string? what) =>
        Assert.Equal(what, AssertRefused(code, line).Args.GetValueOrDefault("what"));

    [Fact]
    public void Commands_with_arguments()
    {
        AssertAsks(new ReadHistory(Limit: 20), "#last");
        AssertAsks(new ReadHistory(Limit: 5), "#last 5");
        AssertAsks(new Search("dos palabras"), "#search dos palabras");
        AssertAsks(new SetLanguage("es"), "#lang ES");
        AssertAsks(new SetLanguage("en"), "#idioma english");
        AssertAsks(new AskTime(1763709000123.5), "#time 1763709000123.5");
        AssertAsks(new KeepRoom("sala 2"), "#keep sala 2");
        AssertAsks(new ListRooms("sala 2"), "#lR <sala 2>");
        AssertAsks(new ListRooms(), "#lR todas");
        AssertAsks(new EditMessage(12, "hola a todos"), "#edit 12 hola a todos");
        AssertAsks(new RedactMessage(12), "#redact 12");
        AssertAsks(new RedactMessage(12, "por error"), "#redact 12 por error");
        AssertAsks(new ChangePassword("a b", "c"), "#passwd \"a b\" c");
        AssertAsks(new DeleteAccount("mi clave"), "#del-account mi clave");
        AssertAsks(new GetProfile("bob"), "#me bob");
        AssertAsks(new PasswordLogin("ana", "clave#1"), "#login ana clave#1");
        AssertAsks(new Register("ana", "clave", "Ana María", "Pérez Gil", 30, "mujer"), "#register ana clave Ana María | Pérez Gil | 30 | mujer");
        AssertAsks(new Register("ana", "clave"), "#register ana clave");
    }

    [Fact]
    public void Client_ids_go_with_messages_private_or_not()
    {
        AssertAsks(new Post("hola", "c1"), "#id c1 hola");
        AssertAsks(new Post("#hola", "c1"), "#id c1 ##hola");
        Assert.Equal(new SendPrivate("bob", null, "ven", "c1"), LineParser.Parse("#id c1 #\\private<bob> ven"));
    }

    [Fact]
    public void Some_requests_are_for_the_door_itself()
    {
        Assert.Equal(new SetEcho(false), LineParser.Parse("#echo off"));
        Assert.Equal(new SetCodes(true), LineParser.Parse("#codes ON"));
        Assert.Equal(new ShowHelp(null), LineParser.Parse("#help"));
        Assert.Equal(new ShowHelp("cr"), LineParser.Parse("#help #CR"));
        Assert.Equal(new SpeakJson(), LineParser.Parse("#proto json"));
        Assert.Equal(new Cancel(), LineParser.Parse("#cancel"));
        Assert.Equal(new BeginLogin("ana"), LineParser.Parse("#login ana"));
        Assert.Equal(new BeginRegistration(), LineParser.Parse("#register"));
    }

    [Fact]
    public void Any_line_is_understood_as_something_and_a_command_sign_never_leaks() =>
        Property.Holds<string?>(text =>
        {
            var line = "#" + text;
            // By chance it may be #id with a message behind.
            return LineParser.Parse(line) is not Ask { Command: Post { Id: null } } || line.StartsWith("##", StringComparison.Ordinal) || line.Length == 1 || line[1] is ' ' or '\t' || char.IsAsciiDigit(line[1]);
        }, tests: 3000);

    private static void AssertAsks(Command command, string line) => Assert.Equal(command, Assert.IsType<Ask>(LineParser.Parse(line)).Command);

    private static Refusal AssertRefused(ErrorCode code, string line)
    {
        var refusal = Assert.IsType<Refused>(LineParser.Parse(line)).Refusal;
        Assert.Equal(code, refusal.Code);
        return refusal;
    }
}
