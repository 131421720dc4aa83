namespace Parley.BlackBox.Turns;

/// <summary><c>#turn</c> at the line door, and what IRC sees of it.</summary>
public sealed class TurnLines
{
    [Fact]
    public async Task Turns_are_typed_and_told_in_each_ones_language()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions());
        await using var ana = await server.RegisterAsync("ana");
        await using var bob = await server.RegisterAsync("bob", lang: "es");
        await ana.AskAsync("#codes on");
        await bob.AskAsync("#codes on");
        await ana.AskAsync("#cR aula");
        await bob.AskAsync("#gR aula");
        await ana.SeenAsync();
        Assert.Equal("* No turns are taken here.", await ana.AskOneAsync("#turn"));
        Assert.StartsWith("*E259 ", await ana.AskOneAsync("#turn pass"));
        Assert.StartsWith("*E203 Acción no válida: bailar", await bob.AskOneAsync("#turno bailar"));
        Assert.StartsWith("*E245 ", await bob.AskOneAsync("#turn start"));
        Assert.Equal(["* ana starts taking turns, in this order: ana, bob.", "* Anybody may speak."], await ana.AskAsync("#turn start ana, bob 2m"));
        Assert.Equal(["* ana pone turnos de palabra, en este orden: ana, bob.", "* Puede hablar cualquiera."], await bob.SeenAsync());
        Assert.Equal(["ana: hola", "* It is bob's turn."], await ana.AskAsync("hola"));
        Assert.Equal("*E256 It is bob's turn", await ana.AskOneAsync("otra"));
        Assert.Equal(["ana: hola", "* Te toca."], await bob.SeenAsync());
        var shown = await bob.AskAsync("#turn");
        Assert.Equal(["* Te toca.", "*   Orden: ana, bob"], shown.Take(2));
        Assert.StartsWith("*   Hasta: 20", shown[2]);
        Assert.Equal(["* bob pasa el turno.", "* Turno de ana."], await bob.AskAsync("#turno pasar"));
        Assert.Equal(["* ana ends taking turns.", "* No turns are taken here."], (await ana.AskAsync("#turn stop")).TakeLast(2));
    }

    [Fact]
    public async Task Hands_are_raised_in_a_room_and_turns_taken_in_private()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions());
        await using var ana = await server.RegisterAsync("ana");
        await using var bob = await server.RegisterAsync("bob");
        await ana.AskAsync("#codes on");
        await ana.AskAsync("#cR aula");
        await bob.AskAsync("#gR aula");
        await ana.SeenAsync();
        await ana.AskAsync("#turn start");
        Assert.Equal(["ana: ¿preguntas?", "* You wait for a reply: anybody but you may speak."], await ana.AskAsync("¿preguntas?"));
        Assert.StartsWith("*E257 ", await ana.AskOneAsync("¿nadie?"));
        Assert.Equal(["* bob raises a hand.", "* It is your turn."], (await bob.AskAsync("#turn hand")).TakeLast(2));
        await ana.AskAsync("#turn stop");
        await bob.SeenAsync();
        await bob.AskAsync("#turn <ana> start");
        Assert.Contains("* [private · bob] Anybody may speak.", await ana.SeenAsync());
        await bob.AskAsync("#private<ana> hola");
        Assert.Contains("* [private · bob] It is your turn.", await ana.SeenAsync());
        Assert.Contains("* It is ana's turn", await bob.AskAsync("#private<ana> otra"));
        Assert.Equal("* [private · bob] It is your turn.", (await ana.AskAsync("#turn <bob>"))[0]);
    }
}
