using Parley.BlackBox.Http;

namespace Parley.BlackBox.Browser;

/// <summary>A conversation as a ward has it, in the room <c>planta-3</c>: long and short words, a list, an answer, code, a link, a reaction.</summary>
public static class Ward
{
    public const string Room = "planta-3";

    private static readonly (string Who, string Text)[] Spanish =
    [
        ("lucia", "Buenos días. Empieza el turno de mañana: somos Marta, Jorge y yo."),
        ("marta", "Buenos días 👋"),
        ("marta", "Dejo la hoja del turno en el control. La 312 pasa a la 305 en cuanto limpien."),
        ("jorge", "Pendiente:\n- curas de la 304 y la 307\n- analítica de la 310, **en ayunas**\n- avisar a cocina: la 301 sin sal"),
        ("lucia", "La de la 310 ya está. La han llevado a las 8:40."),
        ("marta", "@jorge ¿puedes con la 304? Yo estoy con el ingreso de la 308."),
        ("jorge", "Voy ahora mismo."),
        ("lucia", "El protocolo nuevo de caídas: https://intranet.hospital.example/protocolos/prevencion-de-caidas-revision-de-noviembre"),
        ("jorge", "Hecho. La herida de la 304 está mejor que ayer, lo dejo escrito en `evolutivos/304`."),
        ("marta", "Gracias a los dos. ¿Pasamos visita a las 11?"),
        ("lucia", "A las 11 en el control. La doctora Ibáñez viene con dos residentes."),
    ];

    private static readonly (string Who, string Text)[] English =
    [
        ("lucia", "Good morning. The early shift (turno) starts: Marta, Jorge and me."),
        ("marta", "Good morning 👋"),
        ("marta", "The handover sheet is at the desk. 312 moves to 305 as soon as it is clean."),
        ("jorge", "To do:\n- dressings in 304 and 307\n- bloods for 310, **fasting**\n- tell the kitchen: no salt for 301"),
        ("lucia", "310 is done. It went down at 8:40."),
        ("marta", "@jorge can you take 304? I have the admission in 308."),
        ("jorge", "On my way."),
        ("lucia", "The new falls protocol: https://intranet.hospital.example/protocols/prevention-of-falls-revised-in-november"),
        ("jorge", "Done. The wound in 304 looks better than yesterday, I put it in `notes/304`."),
        ("marta", "Thank you both. Round at 11?"),
        ("lucia", "11 at the desk. Dr Ibáñez brings two residents."),
    ];

    /// <summary>Says all of it; on a server where it was not said before.</summary>
    /// <returns>How many messages that is.</returns>
    public static async Task<int> FillAsync(ServerProcess server, bool inSpanish = true)
    {
        var people = new Dictionary<string, HttpClient>(StringComparer.Ordinal);
        foreach (var login in (string[])["lucia", "marta", "jorge"])
            people[login] = await server.RegisterHttpAsync(login);
        await people["lucia"].SendJsonAsync(HttpMethod.Post, "/api/v1/rooms", new { room = Room }, System.Net.HttpStatusCode.Created);
        await people["lucia"].SendJsonAsync(HttpMethod.Post, "/api/v1/rooms", new { room = inSpanish ? "farmacia" : "pharmacy" }, System.Net.HttpStatusCode.Created);
        var words = inSpanish ? Spanish : English;
        foreach (var (who, text) in words)
            await people[who].PostToAsync(Room, text);
        await people["marta"].PostToAsync(inSpanish ? "farmacia" : "pharmacy", inSpanish ? "¿Ha llegado el pedido de la planta 3?" : "Has the order for ward 3 come?");
        foreach (var person in people.Values)
            person.Dispose();
        return words.Length;
    }
}
