namespace Parley.BlackBox.Line;

/// <summary>Topic, rules, ranks, kicks, invitations, away and reactions, typed by people.</summary>
public abstract class Moderation(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task A_topic_is_set_by_those_with_a_rank_and_shown_to_whoever_comes()
    {
        var (room, owner, other) = (Fresh.Name("sala"), Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterAsync(owner, lang: "es");
        await using var bob = await _server.RegisterAsync(other);
        await ana.AskAsync($"#cR {room}");
        Assert.Equal($"* La sala {room} no tiene tema.", await ana.AskOneAsync("#tema"));
        Assert.Equal($"* {owner} cambió el tema de {room}: turno de noche", await ana.AskOneAsync("#topic turno de noche"));
        await bob.SeenAsync();
        Assert.Equal([$"* Joined {room} (2 people).", $"* Topic of {room}: turno de noche"], await bob.AskAsync($"#gR {room}"));
        Assert.Equal($"* That takes a higher rank in {room}", await bob.AskOneAsync("#topic otro"));
        Assert.Contains($"*   {room} 2 · turno de noche", await bob.AskAsync("#lR"));
        await ana.AskAsync("#topic \"\"");
        Assert.Equal([$"* {owner} took the topic of {room} away."], await bob.SeenAsync());
    }

    [Fact]
    public async Task Somebody_is_put_out_kept_out_and_let_in_again()
    {
        var (room, owner, other) = (Fresh.Name("sala"), Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterAsync(owner, lang: "es");
        await using var bob = await _server.RegisterAsync(other);
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await ana.SeenAsync();
        Assert.Equal($"* {owner} expulsó a {other} de {room}: ruido", await ana.AskOneAsync($"#kick {other} ruido"));
        Assert.Equal([$"* You were put out of {room} by {owner}: ruido. You are in default."], await bob.SeenAsync());
        Assert.Contains($"* {owner} vetó a {other} en {room}.", await ana.AskAsync($"#vetar {other}"));
        Assert.Equal($"* You are banned from {room}", await bob.AskOneAsync($"#gR {room}"));
        Assert.Contains(await ana.AskAsync("#reglas"), l => l.StartsWith($"*   veto {other} ({owner}, ", StringComparison.Ordinal));
        await ana.AskAsync($"#unban {other}");
        await ana.AskAsync("#rule key secreto");
        Assert.StartsWith($"* Room {room} asks for a key", await bob.AskOneAsync($"#gR {room}"));
        Assert.Equal($"* Joined {room} (2 people).", await bob.AskOneAsync($"#gR {room} | secreto"));
    }

    [Fact]
    public async Task In_a_moderated_room_one_speaks_with_a_voice()
    {
        var (room, owner, other) = (Fresh.Name("sala"), Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterAsync(owner);
        await using var bob = await _server.RegisterAsync(other);
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await ana.SeenAsync();
        Assert.Equal([$"* {owner} set the rule moderated in {room}.", "* Done."], await ana.AskAsync("#regla moderada"));
        await bob.SeenAsync();
        Assert.Equal($"* You may not speak in {room}", await bob.AskOneAsync("hola"));
        await ana.AskAsync($"#voice {other}");
        Assert.Equal([$"* {owner} gave {other} the rank voice in {room}."], await bob.SeenAsync());
        Assert.Equal($"{other}: hola", await bob.AskOneAsync("hola"));
    }

    [Fact]
    public async Task An_invitation_opens_the_door_once()
    {
        var (room, owner, other) = (Fresh.Name("sala"), Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterAsync(owner);
        await using var bob = await _server.RegisterAsync(other, lang: "es");
        await ana.AskAsync($"#cR {room}");
        await ana.AskAsync("#rule invite-only");
        await bob.SeenAsync();
        Assert.Equal("* Sala privada: pide invitación", await bob.AskOneAsync($"#gR {room}"));
        Assert.Equal("* Invitation sent.", await ana.AskOneAsync($"#invite {other}"));
        Assert.Equal([$"* {owner} te invita a {room}. Para entrar: #gR {room}"], await bob.SeenAsync());
        await bob.AskAsync($"#gR {room}");
        await bob.AskAsync("#eR");
        Assert.Equal("* Sala privada: pide invitación", await bob.AskOneAsync($"#gR {room}"));
    }

    [Fact]
    public async Task Away_is_seen_in_lists_and_reactions_by_everybody()
    {
        var (room, owner, other) = (Fresh.Name("sala"), Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterAsync(owner);
        await using var bob = await _server.RegisterAsync(other, lang: "es");
        await ana.AskAsync($"#cR {room}");
        await bob.AskAsync($"#gR {room}");
        await ana.SeenAsync();
        Assert.Equal("* Estás ausente: comiendo", await bob.AskOneAsync("#ausente comiendo"));
        Assert.Empty(await ana.SeenAsync());
        Assert.Contains($"*   {other}  {room}  away: comiendo", await ana.AskAsync("#who"));
        Assert.Equal("* Ya no estás ausente.", await bob.AskOneAsync("#away"));
        await ana.AskAsync("hola");
        await bob.SeenAsync();
        Assert.Equal($"{other}: (reacciona a 1) 👍", await bob.AskOneAsync("#react 1 👍"));
        Assert.Equal([$"{other}: (reacts to 1) 👍"], await ana.SeenAsync());
    }
}

[Collection<AsyncMode>]
public sealed class ModerationAsync(AsyncServer server) : Moderation(server);

[Collection<ThreadsMode>]
public sealed class ModerationThreads(ThreadsServer server) : Moderation(server);
