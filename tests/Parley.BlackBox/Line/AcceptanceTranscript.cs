namespace Parley.BlackBox.Line;

/// <summary>The assignment's session as a person with <c>nc</c> sees it, byte for byte, in the classic profile.</summary>
public abstract class AcceptanceTranscript(SharedServer shared)
{
    [Fact]
    public async Task The_assignments_session_goes_as_written()
    {
        await using var server = await ServerProcess.StartAsync(shared.Options with { Profile = "classic", Lang = "es" });
        await using var a = await server.RegisterAsync("ana", "a", lang: "es");
        await using var b = await server.RegisterAsync("bob", "b", lang: "es");
        Assert.Equal(["* bob entró en principal."], await a.SeenAsync());

        await SaysAsync(a, "#cR <uci>", "* Sala creada: uci. Ahora estás en uci.\n");
        await ReceivesAsync(b, "* ana salió de principal.\n");
        await SaysAsync(b, "#IR", "* Salas (2):\n*   principal 1\n*   uci 1\n");
        await SaysAsync(b, "#gR uci", "* Conectado a uci (2 personas).\n");
        await ReceivesAsync(a, "* bob entró en uci.\n");
        await SaysAsync(a, "hola", "ana: hola\n");
        await ReceivesAsync(b, "ana: hola\n");
        await SaysAsync(b, "#dR uci", "* No puedes eliminar la sala uci: la creó ana\n");
        await SaysAsync(b, "#eR", "* Saliste de uci. Estás en principal.\n");
        await ReceivesAsync(a, "* bob salió de uci.\n");
        await SaysAsync(b, "#eR", "");
        await ReceivesAsync(a, "");
        await SaysAsync(a, "#\\private<bob> ven", "* Privado para bob: entregado ✓\n");
        await ReceivesAsync(b, "[privado] ana: ven\n");
        await SaysAsync(a, "#show users", "* Usuarios (2 conectados de 2 registrados):\n*   ana  uci  activo\n*   bob  principal  activo\n");
        await a.SendAsync("#exit");
        Assert.Equal(["* Hasta luego, ana."], await a.ReadToEndAsync());
        await Patience.UntilAsync(async () => (await b.AskAsync("#lR")).SequenceEqual(["* Salas (1):", "*   principal 1"], StringComparer.Ordinal), "only principal remains");
    }

    private static async Task SaysAsync(LineClient client, string line, string bytes)
    {
        await client.SendAsync(line);
        await ReceivesAsync(client, bytes);
    }

    private static async Task ReceivesAsync(LineClient client, string bytes)
    {
        var seen = await client.SeenAsync();
        Assert.Equal(bytes, string.Concat(seen.Select(l => l + "\n")), StringComparer.Ordinal);
        Assert.All(seen, l => Assert.DoesNotContain('\r', l));
    }
}

[Collection<AsyncMode>]
public sealed class AcceptanceTranscriptAsync(AsyncServer server) : AcceptanceTranscript(server);

[Collection<ThreadsMode>]
public sealed class AcceptanceTranscriptThreads(ThreadsServer server) : AcceptanceTranscript(server);
