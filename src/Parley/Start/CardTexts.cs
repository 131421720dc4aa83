namespace Parley.Host.Start;

/// <summary>The card's words in one language.</summary>
/// <param name="Moved">Listener, default port, port instead.</param>
internal sealed record CardTexts(string Terminal, string Nc, string Encrypted, string Network, string Local, string Irc, string IrcEncrypted, string WebSocket, string Web, string WebEncrypted, string Fingerprint, string Data, string Database, string Brokers, string Node, string Messages, string NotKept, string Profile, string NoAccounts, string Moved)
{
    private static readonly CardTexts English = new(
        "Terminal",
        "or with nc",
        "By TLS",
        "From other machines",
        "Unix socket",
        "IRC",
        "IRC by TLS",
        "IRC by WebSocket",
        "Browser",
        "Browser by TLS",
        "Certificate SHA-256",
        "Data",
        "Database",
        "Brokers",
        "Node",
        "Messages",
        "not kept: in memory until the server ends (history.enabled is false)",
        "Profile",
        "First administrator",
        "({0}: port {1} is taken, so {2} it is)");

    private static readonly CardTexts Spanish = new(
        "Terminal",
        "o con nc",
        "Por TLS",
        "Desde otras máquinas",
        "Socket Unix",
        "IRC",
        "IRC por TLS",
        "IRC por WebSocket",
        "Navegador",
        "Navegador por TLS",
        "Certificado SHA-256",
        "Datos",
        "Base de datos",
        "Brokers",
        "Nodo",
        "Mensajes",
        "no se guardan: en memoria hasta que el servidor termine (history.enabled es false)",
        "Perfil",
        "Primer administrador",
        "({0}: el puerto {1} está ocupado; se usa el {2})");

    /// <param name="lang"><c>es</c> or <c>en</c>.</param>
    public static CardTexts For(string lang) => lang == "es" ? Spanish : English;
}
