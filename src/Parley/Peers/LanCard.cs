using System.Globalization;
using Parley.Host.Start;
using Parley.Lan.Identity;

namespace Parley.Host.Peers;

/// <summary>What <c>parley lan</c> says at its start: who one is, which group, and how to join.</summary>
internal static class LanCard
{
    /// <summary>In a few words, for the bar.</summary>
    public static string GroupOf(LanOptions options) =>
        options is { Membership: null, Phrase: null } ? $"{options.Group} ({(options.Lang == "es" ? "abierto" : "open")})" : options.Group;

    public static string Render(LanOptions options, LanNode node)
    {
        var spanish = options.Lang == "es";
        var card = new StringWriter(CultureInfo.InvariantCulture);
        card.WriteLine($"Parley {Product.Version} · {(spanish ? "sin servidor" : "without a server")}");
        Row(spanish ? "Grupo" : "Group", GroupRow());
        Row(spanish ? "Nombre" : "Name", options.Name.Value);
        Row(spanish ? "Huella" : "Fingerprint", Fingerprint.Of(node.Device));
        Row(spanish ? "Palabras" : "Words", Fingerprint.Spoken(node.Device, options.Lang));
        Row(spanish ? "Otros se enlazan con" : "Others link with", $"--peer {Environment.MachineName}:{node.Links.Port}");
        Row(spanish ? "Con nc" : "With nc", $"nc {node.Door.Address} {node.Door.Port}");
        Row(spanish ? "Datos" : "Data", options.Folder);
        return card.ToString();

        string GroupRow() => options switch
        {
            { Membership: not null } => spanish ? $"como {options.Name}, entre los equipos de {options.Group} (otro grupo: --group)" : $"as {options.Name}, among the peers of {options.Group} (another group: --group)",
            { Phrase: null } => spanish ? $"{options.Group} (abierto: cualquiera en la red puede leer y escribir)" : $"{options.Group} (open: anybody on the network can read and write)",
            _ => options.Group,
        };

        void Row(string label, string text) => card.WriteLine($"  {label,-22} {text}");
    }
}
