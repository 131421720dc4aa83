using System.Text;
using Parley.Contracts;
using Parley.Protocol.Line;
using Xunit;
using static Parley.Protocol.Tests.Line.SampleEvents;

namespace Parley.Protocol.Tests.Line;

public sealed class LineWriterTests
{
    private static readonly LineFormat Spanish = new("es", Viewer: "ana");
    private static readonly LineFormat English = new("en", Viewer: "ana");
    private static readonly LineWriter Writer = new(TimeZoneInfo.CreateCustomTimeZone("lima", TimeSpan.FromHours(-5), "lima", "lima"));

    public static TheoryData<Event, string, string> Texts => new()
    {
        { new RoomCreated("uci", Conversation), "* Sala creada: uci. Ahora estás en uci.", "* Room created: uci. You are now in uci." },
        { new RoomEntered("uci", Conversation, 2, default, new Position(1), false, "ana"), "* Conectado a uci (2 personas).", "* Joined uci (2 people)." },
        { new RoomEntered("default", Conversation, 1, default, new Position(1), true, null), "* Conectado a principal (1 persona).", "* Joined default (1 person)." },
        { new RoomLeft("uci", "default"), "* Saliste de uci. Estás en principal.", "* You left uci. You are in default." },
        { new AlreadyHome("default"), "* Ya estás en la sala por defecto.", "* You are already in the default room." },
        { new RoomDeleted("uci"), "* Sala uci eliminada.", "* Room uci deleted." },
        { new RoomClosed("uci", Conversation, "deleted", "ana", "default"), "* La sala uci fue eliminada por ana. Estás en principal.", "* Room uci was deleted by ana. You are in default." },
        { new RoomClosed("uci", Conversation, "owner-left", "ana", "default"), "* La sala uci se cerró: ana se desconectó. Estás en principal.", "* Room uci was closed: ana disconnected. You are in default." },
        { new RoomClosed("uci", Conversation, "empty"), "* La sala uci se cerró.", "* Room uci was closed." },
        { new RoomClosed("uci", Conversation, "kept-out"), "* Ya no puedes entrar en uci.", "* You may not enter uci any more." },
        { new MemberJoined("uci", "bob"), "* bob entró en uci.", "* bob joined uci." },
        { new MemberLeft("uci", "bob"), "* bob salió de uci.", "* bob left uci." },
        { new RoomList([Shown("default", 5, isDefault: true), Shown("uci", 2, yours: true)], 2), "* Salas (2):\n*   principal 5\n*   uci 2 (tuya)", "* Rooms (2):\n*   default 5\n*   uci 2 (yours)" },
        { new UserList("online", [new UserShown("ana", "active", ["uci"]), new UserShown("bob", "active", ["default"])], 2, 2), "* Usuarios (2 conectados de 2 registrados):\n*   ana  uci  activo\n*   bob  principal  activo", "* Users (2 online of 2 registered):\n*   ana  uci  active\n*   bob  default  active" },
        { new UserList("all", [new UserShown("ana", "active", ["uci"]), new UserShown("bob", "offline", [])], 1, 2) { Known = true }, "* Personas (1 conectada de 2 conocidas):\n*   ana  uci  activo\n*   bob  -  desconectado", "* People (1 online of 2 known):\n*   ana  uci  active\n*   bob  -  offline" },
        { new DeviceRefused("ana", new DeviceMark("firk", "bota"), new DeviceMark("zjd4", "lobo")), "* RECHAZADO: otro dispositivo se hace llamar ana. Nada de lo que escriba se muestra.\n*   conocido: firk · bota\n*   el otro: zjd4 · lobo\n* Pregunta a ana en persona. Solo si las palabras del otro son las suyas: #trust ana", "* REFUSED: another device calls itself ana. Nothing that it writes is shown.\n*   known: firk · bota\n*   the other: zjd4 · lobo\n* Ask ana in person. Only if the words of the other are theirs: #trust ana" },
        { new DeviceRefused("ana", new DeviceMark("firk", "bota"), new DeviceMark("zjd4", "lobo"), "first"), "* RECHAZADO: otro dispositivo se hace llamar ana, como tú. Nada de lo que escriba se muestra aquí.\n*   el tuyo: firk · bota\n*   el otro: zjd4 · lobo\n* Si también es tuyo: #trust ana. Si no, que su dueño tome otro nombre: parley lan --name NOMBRE", "* REFUSED: another device calls itself ana, as you do. Nothing that it writes is shown here.\n*   yours: firk · bota\n*   the other: zjd4 · lobo\n* If it is yours too: #trust ana. If not, its person needs another name: parley lan --name NAME" },
        { new DeviceRefused("ana", new DeviceMark("firk", "bota"), new DeviceMark("zjd4", "lobo"), "second"), "* NOMBRE OCUPADO: otros conocen a ana por otro dispositivo y RECHAZAN el tuyo: no se les muestra lo que escribes, ni a ti lo que escribe el otro.\n*   el tuyo: firk · bota\n*   conocido: zjd4 · lobo\n* Entra otra vez con otro nombre: parley lan --name NOMBRE. O que los demás comparen las palabras y escriban #trust ana", "* NAME TAKEN: others know ana from another device and REFUSE yours: what you write is not shown to them, nor what it writes to you.\n*   yours: firk · bota\n*   known: zjd4 · lobo\n* Start again with another name: parley lan --name NAME. Or the others compare the words and type #trust ana" },
        { Said("ana", "hola"), "ana: hola", "ana: hola" },
        { Said("ana", "uno\ndos\r\ntres"), "ana: uno\nana: dos\nana: tres", "ana: uno\nana: dos\nana: tres" },
        { (Message)Said("ana", "sin red") with { Written = new DateTimeOffset(2026, 11, 21, 18, 31, 0, TimeSpan.Zero) }, "ana: (escrito 13:31:00 sin el servidor) sin red", "ana: (written 13:31:00 without the server) sin red" },
        { (Message)Said("bob", "uno\ndos") with { Late = 3 }, "bob: (tarde: 14:02:33, antes de 3 de arriba) uno\nbob: dos", "bob: (late: 14:02:33, before 3 above) uno\nbob: dos" },
        { Whispered("bob", "ana", "ven"), "[privado] bob: ven", "[private] bob: ven" },
        { Whispered("ana", "bob", "ven"), "[privado → bob] ana: ven", "[private → bob] ana: ven" },
        { Confirmed(to: "bob", delivered: true), "* Privado para bob: entregado ✓", "* Private to bob: delivered ✓" },
        { Confirmed(to: "bob", delivered: false), "* bob no está conectado: lo recibirá al entrar", "* bob is offline: it will be delivered at login" },
        { Confirmed(room: "uci"), "", "" },
        { Confirmed(room: "uci", id: "c1"), "* posted id=c1 position=12 time=2026-11-21T19:02:33.000Z", "* posted id=c1 position=12 time=2026-11-21T19:02:33.000Z" },
        { Edited("ana", 12, "hola a todos"), "ana: (edita 12) hola a todos", "ana: (edits 12) hola a todos" },
        { TakenBack("ana", 12, null), "* ana retiró el mensaje 12.", "* ana took back message 12." },
        { TakenBack("ana", 12, "por error"), "* ana retiró el mensaje 12: por error", "* ana took back message 12: por error" },
        { new HistoryPage(Conversation, [Said("ana", "hola")], new Position(1), new Position(12), false, "uci"), "[12 · 14:02:33] ana: hola\n* fin / end", "[12 · 14:02:33] ana: hola\n* fin / end" },
        { new TimeAnswer(1000, 2000.5, 3000), "* time t0=1000 t1=2000.5 t2=3000", "* time t0=1000 t1=2000.5 t2=3000" },
        { new TimeAnswer(null, 0, 1795287753123), "* Hora: 2026-11-21T14:02:33.123-05:00 (UTC 2026-11-21T19:02:33.123Z)", "* Time: 2026-11-21T14:02:33.123-05:00 (UTC 2026-11-21T19:02:33.123Z)" },
        { new LoggedIn("ana", "user", "es", "default"), "* Sesión iniciada: ana. Estás en principal.", "* Logged in: ana. You are in default." },
        { new RoomEntered("uci", Conversation, 2, default, new Position(1), false, "ana") { Topic = "\u000304guardia\u0003" }, "* Conectado a uci (2 personas).\n* Tema de uci: guardia", "* Joined uci (2 people).\n* Topic of uci: guardia" },
        { new RoomList([Shown("uci", 2, yours: true) with { Topic = "guardia" }], 1), "* Salas (1):\n*   uci 2 (tuya) · guardia", "* Rooms (1):\n*   uci 2 (yours) · guardia" },
        { new UserList("online", [new UserShown("zoe", "active", ["uci"]) { Guest = true }, new UserShown("bob", "away", []) { Away = "comiendo" }, new UserShown("eva", "away", []) { Guest = true }], 3, 9), "* Usuarios (3 conectados de 9 registrados):\n*   zoe  uci  activo (invitado)\n*   bob  -  ausente: comiendo\n*   eva  -  ausente (invitado)", "* Users (3 online of 9 registered):\n*   zoe  uci  active (guest)\n*   bob  -  away: comiendo\n*   eva  -  away (guest)" },
        { new MemberLeft("uci", "bob") { Reason = "hasta \u0002luego\u0002" }, "* bob salió de uci: hasta luego", "* bob left uci: hasta luego" },
        { Turned("eva", TurnAct.Start, "ana", "bob"), "* eva pone turnos de palabra, en este orden: ana, bob.", "* eva starts taking turns, in this order: ana, bob." },
        { Turned("eva", TurnAct.Pass), "* eva pasa el turno.", "* eva passes." },
        { Turned("eva", "dance"), "* (sin texto)", "* (no text)" },
        { Turn("ana", "bob"), "* Te toca.", "* It is your turn." },
        { Turn("bob", "ana"), "* Turno de bob.", "* It is bob's turn." },
        { Turn("bob", "ana") with { Over = true }, "* Se acabó el tiempo de bob: puede hablar cualquiera.", "* bob's time is over: anybody may speak." },
        { Turn(null, "ana"), "* Esperas respuesta: puede hablar cualquiera menos tú.", "* You wait for a reply: anybody but you may speak." },
        { Turn(null, "bob"), "* Puede hablar cualquiera menos bob.", "* Anybody but bob may speak." },
        { Turn(null, null), "* Puede hablar cualquiera.", "* Anybody may speak." },
        { new TurnState(Conversation, "uci"), "* Aquí no hay turnos.", "* No turns are taken here." },
        { Turn("bob", "ana") with { Room = null, To = "bob", IsAnswer = true, Hands = ["eva"] }, "* [privado · bob] Turno de bob.\n*   Piden la palabra: eva\n*   Hasta: 2026-11-21 14:02:33", "* [private · bob] It is bob's turn.\n*   Hands: eva\n*   Until: 2026-11-21 14:02:33" },
        { Topic("eva", "guardia"), "* eva cambió el tema de uci: guardia", "* eva changed the topic of uci: guardia" },
        { Topic("eva", ""), "* eva quitó el tema de uci.", "* eva took the topic of uci away." },
        { ShownTopic(), "* Tema de uci: guardia (eva, 2026-11-21 14:02:33)", "* Topic of uci: guardia (eva, 2026-11-21 14:02:33)" },
        { new TopicShown("uci", ""), "* La sala uci no tiene tema.", "* Room uci has no topic." },
        { Kicked("bob"), "* eva expulsó a bob de uci.", "* bob was put out of uci by eva." },
        { Kicked("bob", "ruido\n* x"), "* eva expulsó a bob de uci: ruido\\u000a* x", "* bob was put out of uci by eva: ruido\\u000a* x" },
        { Kicked("ana", "ruido", "default"), "* eva te expulsó de uci: ruido. Estás en principal.", "* You were put out of uci by eva: ruido. You are in default." },
        { Kicked("ana", now: "default"), "* eva te expulsó de uci. Estás en principal.", "* You were put out of uci by eva. You are in default." },
        { new Invited("uci", "ana", "eva"), "* eva te invita a uci. Para entrar: #gR uci", "* eva invites you to uci. To enter: #gR uci" },
        { new Invited("uci", "bob", "eva"), "* eva invitó a bob a uci.", "* eva invited bob to uci." },
        { Rules("eva", new RuleChange("moderated", true), new RuleChange("key", true, "secreto")), "* eva puso la regla moderada en uci.\n* eva puso la regla clave secreto en uci.", "* eva set the rule moderated in uci.\n* eva set the rule key secreto in uci." },
        { Rules("eva", new RuleChange("limit", false)), "* eva quitó la regla aforo de uci.", "* eva lifted the rule limit in uci." },
        { Rules("eva", new RuleChange("ban", true, "a:bob"), new RuleChange("ban", false, "*!*@*.x")), "* eva vetó a bob en uci.\n* eva levantó el veto a *!*@*.x en uci.", "* eva banned bob from uci.\n* eva lifted the ban of *!*@*.x from uci." },
        { Rules("eva", new RuleChange("mute", true, "a:bob"), new RuleChange("mute", false, "a:bob")), "* eva silenció a bob en uci.\n* eva dejó hablar de nuevo a bob en uci.", "* eva muted bob in uci.\n* eva lets bob speak again in uci." },
        { Rules("eva", new RuleChange("operator", true, "bob"), new RuleChange("voice", false, "bob")), "* eva dio a bob el rango de operador en uci.\n* eva quitó a bob el rango de voz en uci.", "* eva gave bob the rank operator in uci.\n* eva took the rank voice from bob in uci." },
        { ShownRules(), "* Reglas de uci (3):\n*   Tema de uci: guardia\n*   moderada\n*   aforo 10\n*   veto bob (eva, 2026-11-21 14:02:33)\n*   dueño: eva", "* Rules of uci (3):\n*   Topic of uci: guardia\n*   moderated\n*   limit 10\n*   ban bob (eva, 2026-11-21 14:02:33)\n*   owner: eva" },
        { new Renamed("bob", "bobby"), "* bob ahora es bobby.", "* bob is now bobby." },
        { new AwayChanged("ana", "comiendo"), "* Estás ausente: comiendo", "* You are away: comiendo" },
        { new AwayChanged("ana", null), "* Ya no estás ausente.", "* You are back." },
        { new AwayChanged("bob", "comiendo"), "", "" },
        { Reacted("bob", 12, "👍"), "bob: (reacciona a 12) 👍", "bob: (reacts to 12) 👍" },
        { Reacted("bob", 3, "👍") with { Room = null, To = "ana" }, "[privado] bob: (reacciona a 3) 👍", "[private] bob: (reacts to 3) 👍" },
        { new HistoryPage(Conversation, [Topic("eva", "guardia"), Rules("eva", new RuleChange("moderated", true), new RuleChange("key", false, "x")), Reacted("bob", 12, "👍")], new Position(1), new Position(17), false, "uci"), "[16 · 14:02:33] eva: (tema) guardia\n[17 · 14:02:33] eva: (reglas) +moderada, -clave x\n[15 · 14:02:33] bob: (reacciona a 12) 👍\n* fin / end", "[16 · 14:02:33] eva: (topic) guardia\n[17 · 14:02:33] eva: (rules) +moderated, -key x\n[15 · 14:02:33] bob: (reacts to 12) 👍\n* fin / end" },
        { Whispered("zoe", "ana", "ven") with { Conversation = default, Position = default, Passing = true }, "[privado] zoe: ven", "[private] zoe: ven" },
        { Said("zoe[w]", "hola"), "zoe[w]: hola", "zoe[w]: hola" },
        { Said("[privado]", "hola"), "\\u005bprivado]: hola", "\\u005bprivado]: hola" },
        { new PersonGone("bob", "Quit"), "", "" },
        { new Done("kick"), "", "" },
        { new Error(242, "", new Dictionary<string, string> { ["room"] = "uci" }), "* La sala uci pide una clave, y no es esa. Para entrar: #gR uci | clave", "* Room uci asks for a key, and this is not it. To enter: #gR uci | key" },
        { new LanguageSet("es"), "* Idioma: español", "* Idioma: español" },
        { new Error(204, "", new Dictionary<string, string> { ["room"] = "uci" }), "* La sala uci no existe. Ver salas: #lR", "* No such room uci. See rooms: #lR" },
        { new Error(207, "", new Dictionary<string, string> { ["room"] = "uci", ["owner"] = "ana" }), "* No puedes eliminar la sala uci: la creó ana", "* You cannot delete uci: ana created it" },
        { new Closing(CloseReason.Quit, "ana"), "* Hasta luego, ana.", "* Goodbye, ana." },
        { new Closing(CloseReason.ServerStopping, "ana", 5), "* El servidor se detiene. Vuelve en 5 s.", "* The server is stopping. Come back in 5 s." },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Events_read_as_the_protocol_says(Event shown, string spanish, string english)
    {
        Assert.Equal(spanish, Text(Writer.Write(shown, Spanish)));
        Assert.Equal(english, Text(Writer.Write(shown, English)));
    }

    [Fact]
    public void Every_event_is_shown_in_both_languages_or_known_to_be_for_programs()
    {
        Type[] forPrograms = [typeof(Welcome), typeof(ScramChallenge), typeof(OtherEntry), typeof(PersonChanged), typeof(PersonGone), typeof(WatchedName), typeof(Signalled), typeof(ReadUpTo), typeof(MetadataChanged), typeof(DeviceSigned), typeof(OwnDevices), typeof(HandedIn)];
        var all = typeof(Event).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Event)) && !t.IsAbstract).Except(forPrograms);
        var samples = OneOfEach().ToDictionary(e => e.GetType());
        Assert.All(all, type =>
        {
            var shown = Assert.Contains(type, (IReadOnlyDictionary<Type, Event>)samples);
            Assert.NotEmpty(Text(Writer.Write(shown, Spanish)));
            Assert.NotEmpty(Text(Writer.Write(shown, English)));
        });
    }

    [Fact]
    public void Codes_stand_before_errors_for_those_who_asked()
    {
        var error = new Error(204, "", new Dictionary<string, string> { ["room"] = "uci" });
        Assert.Equal("*E204 La sala uci no existe. Ver salas: #lR", Text(Writer.Write(error, Spanish with { Codes = true })));
        Assert.Equal("*E206 Private room: ask for an invitation", Text(Writer.Refusal(English with { Codes = true }, new Refusal(ErrorCode.RoomPrivate))));
    }

    [Fact]
    public void An_error_of_a_later_release_shows_the_text_it_came_with() =>
        Assert.Equal("* algo nuevo", Text(Writer.Write(new Error(999, "algo nuevo", new Dictionary<string, string>()), Spanish)));

    [Fact]
    public void Bytes_may_be_shared_under_the_sharing_key()
    {
        foreach (var shown in OneOfEach())
        {
            foreach (var format in new[] { Spanish, English, Spanish with { Codes = true }, English with { Viewer = "bob" } })
                Assert.Equal(Text(Writer.Write(shown, format)), Text(Writer.Write(shown, format.SharingKey([shown]))));
        }
        Assert.Equal(Spanish.SharingKey([Said("ana", "x")]), (English with { Viewer = "bob", Codes = true }).SharingKey([Said("ana", "x")]));
        Assert.Equal(Spanish.SharingKey([new MemberJoined("uci", "bob")]), (Spanish with { Viewer = "bob" }).SharingKey([new MemberJoined("uci", "bob")]));
        Assert.NotEqual(Spanish.SharingKey([Whispered("a", "b", "x")]), (Spanish with { Viewer = "bob" }).SharingKey([Whispered("a", "b", "x")]));
    }

    [Fact]
    public void Own_entries_are_left_out_where_something_else_confirms_them()
    {
        var (own, other) = (new SessionId(1), new SessionId(2));
        var room = Said("ana", "hola") with { Origin = own };
        var whisper = Whispered("ana", "bob", "ven") with { Origin = own };
        Assert.True(LineFormat.Shows(room, own, echo: true));
        Assert.False(LineFormat.Shows(room, own, echo: false));
        Assert.False(LineFormat.Shows(whisper, own, echo: true));
        Assert.True(LineFormat.Shows(whisper, other, echo: false));
        Assert.True(LineFormat.Shows(Said("ana", "hola"), own, echo: false));
        Assert.True(LineFormat.Shows(new AlreadyHome("default"), own, echo: false));
    }

    [Theory]
    [InlineData("\u001b[2Jx", "ana: \\u001b[2Jx")]
    [InlineData("a\u202eb", "ana: a\\u202eb")]
    [InlineData("a\u2066b\u0000c\u007f", "ana: a\\u2066b\\u0000c\\u007f")]
    [InlineData("\u0085* bob", "ana: \nana: * bob")]
    [InlineData("a\u2028* b", "ana: a\nana: * b")]
    [InlineData("a\tb 🦙 👩‍⚕️", "ana: a\tb 🦙 👩‍⚕️")]
    [InlineData("\u0002a\u0002 \u000304,12b\u0003 \u001dc\u000f", "ana: a b c")]
    [InlineData("\u0001ACTION saluda\u0001", "ana: /me saluda")]
    [InlineData("\u0001ACTION \n* saluda", "ana: /me \nana: * saluda")]
    [InlineData("\u0001VERSION\u0001", "ana: /ctcp VERSION")]
    [InlineData("\u0003\u0002* bob", "ana: * bob")]
    public void Controls_are_shown_not_obeyed(string text, string line) => Assert.Equal(line, Text(Writer.Write(Said("ana", text), Spanish)));

    [Fact]
    public void No_text_and_no_name_can_make_a_notice()
    {
        string[] tricks = ["* bob entró en uci.", "\n* x", "\r* x", "\u2028* x", "x\n*E204 x", "[privado] bob: x\n", "* ", "\u001b[1G* "];
        Property.Holds<(string?, string?, int)>(sample =>
        {
            var (name, text, trick) = sample;
            name = (name ?? "") + tricks[Math.Abs(trick % tricks.Length)];
            text = tricks[Math.Abs(trick % 7)] + text + name;
            Event[] events =
            [
                Reacted(name, 1, text), Said(name, "\u0001" + text), Said(name, "\u0001ACTION " + text), Said("ana", "\u0002" + text),
                Said(name, text), Said("ana", text), Whispered(name, "bob", text), Whispered("ana", name, text), Edited(name, 1, text),
                new HistoryPage(Conversation, [Said(name, text), TakenBack(name, 1, text)], default, default, false),
            ];
            return events.All(e => Lines(e).All(line => line == "* fin / end" || (!line.StartsWith('*') && !line.Any(c => char.IsControl(c) && c != '\t'))));
        }, tests: 2000);
    }

    [Fact]
    public void Reasons_and_names_in_notices_stay_on_their_line() =>
        Property.Holds<string?>(text =>
            Lines(TakenBack("ana", 1, text)).Length == 1
            && Lines(new MemberJoined(text ?? "", text ?? "")).Length == 1
            && Lines(new RoomClosed(text ?? "", Conversation, "deleted", text)).Length == 1
            && Lines(Topic("ana", text + "x")).Length == 1
            && Lines(Kicked(text ?? "", text)).Length == 1
            && Lines(new AwayChanged("ana", text)).Length == 1
            && Lines(new MemberLeft(text ?? "", text ?? "") { Reason = text }).Length == 1
            && Lines(Rules(text ?? "", new RuleChange(text ?? "", true, text))).Length == 1
            && Lines(new RoomEntered("uci", Conversation, 1, default, default, false, null) { Topic = text + "x" }).Length == 2
            && Lines(new UserList("online", [new UserShown(text ?? "", text ?? "", []) { Away = text }], 1, 1)).Length == 2
            && Lines(new Error(200, "", new Dictionary<string, string> { ["command"] = text ?? "" })).Length == 1);

    [Fact]
    public void Banner_says_who_and_when()
    {
        var banner = Text(Writer.Banner("0.1.0", DateTimeOffset.Parse("2026-11-21T07:10:00.123Z"), Spanish));
        Assert.Equal("* Parley 0.1.0 · protocolo de línea 1 · ayuda: #help\n* Hora del servidor: 2026-11-21T02:10:00.123-05:00 (UTC 2026-11-21T07:10:00.123Z)", banner);
    }

    [Fact]
    public void Help_lists_every_command_and_tells_about_one()
    {
        Assert.Equal(LineCommands.All.Count(c => c.Key is not null) + 1, Text(Writer.Help(Spanish, null)).Split('\n').Length);
        Assert.Equal("* #cR <sala> — crea una sala y te lleva a ella", Text(Writer.Help(Spanish, "cr")));
    }

    private static string[] Lines(Event shown) => Text(Writer.Write(shown, Spanish)).Split('\n');

    private static string Text(ReadOnlyMemory<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes.Span);
        Assert.True(text.Length == 0 || text[^1] == '\n');
        return text.Length == 0 ? "" : text[..^1];
    }
}
