using System.Globalization;
using System.Net;
using Parley.Host.Serve;

namespace Parley.Host.Start;

/// <summary>What the card tells.</summary>
/// <param name="Fingerprint">SHA-256 of the TLS certificate, or null without a TLS listener.</param>
/// <param name="Moved">Default ports that were taken.</param>
/// <param name="KeepsMessages">False: they live in memory until the server ends.</param>
internal sealed record CardFacts(
    IReadOnlyList<BoundListener> Listeners,
    IReadOnlyList<MovedListener> Moved,
    string? Fingerprint,
    string DataDirectory,
    string Profile,
    bool HasAccounts,
    bool KeepsMessages)
{
    /// <summary>Host and name of PostgreSQL's; null: everything is in the data directory.</summary>
    public string? Database { get; init; }

    /// <summary>Without users and passwords.</summary>
    public IReadOnlyList<string> Brokers { get; init; } = [];

    /// <summary>What the other nodes and the log call this one; null on a lone node.</summary>
    public string? Node { get; init; }
}

/// <param name="EndPoint">With the port that is really open.</param>
internal sealed record BoundListener(ListenerKind Kind, string Name, EndPoint EndPoint);

internal sealed record MovedListener(string Name, int From, int To);

/// <summary>The short card on standard output: how to join, where the data is, and how to make the first administrator.</summary>
internal static class StartCard
{
    public static string Render(CardFacts facts, CardTexts texts)
    {
        var card = new StringWriter(CultureInfo.InvariantCulture);
        card.WriteLine($"Parley {Product.Version}");
        foreach (var listener in facts.Listeners)
            WriteListener(card, listener, texts);
        foreach (var moved in facts.Moved)
            Row(card, "", string.Format(CultureInfo.InvariantCulture, texts.Moved, moved.Name, moved.From, moved.To));
        if (facts.Fingerprint is not null)
            Row(card, texts.Fingerprint, facts.Fingerprint);
        Row(card, texts.Data, facts.DataDirectory);
        if (facts.Database is not null)
            Row(card, texts.Database, facts.Database);
        if (facts.Brokers.Count > 0)
            Row(card, texts.Brokers, string.Join(", ", facts.Brokers));
        if (facts.Node is not null)
            Row(card, texts.Node, facts.Node);
        if (!facts.KeepsMessages)
            Row(card, texts.Messages, texts.NotKept);
        Row(card, texts.Profile, facts.Profile);
        if (!facts.HasAccounts)
            Row(card, texts.NoAccounts, "parley account create NAME --role administrator" + DataFlag(facts.DataDirectory));
        return card.ToString();
    }

    // Without tls: or tcp: in front the client takes a loopback address for plain and any other for TLS.
    private static void WriteListener(StringWriter card, BoundListener listener, CardTexts texts)
    {
        switch (listener.EndPoint)
        {
            case IPEndPoint tcp when listener.Kind == ListenerKind.Line:
                Row(card, texts.Terminal, $"parley chat {(IPAddress.IsLoopback(tcp.Address) ? "" : "tcp:")}{Address(tcp)}");
                Row(card, texts.Nc, $"nc {Host(tcp).Trim('[', ']')} {tcp.Port}");
                break;
            case IPEndPoint tcp when listener.Kind == ListenerKind.Irc:
                Row(card, texts.Irc, $"irc://{Address(tcp)}");
                break;
            case IPEndPoint tcp when listener.Kind == ListenerKind.IrcTls:
                Row(card, texts.IrcEncrypted, $"ircs://{Address(tcp)}");
                break;
            case IPEndPoint tcp when listener.Kind == ListenerKind.Http:
                Row(card, texts.Web, $"http://{Address(tcp)}");
                break;
            case IPEndPoint tcp when listener.Kind == ListenerKind.Https:
                Row(card, texts.WebEncrypted, $"https://{Address(tcp)}");
                break;
            case IPEndPoint tcp when listener.Kind.IsIrc():
                Row(card, texts.WebSocket, $"{(listener.Kind.IsTls() ? "wss" : "ws")}://{Address(tcp)}");
                break;
            case IPEndPoint tcp when IPAddress.IsLoopback(tcp.Address):
                Row(card, texts.Encrypted, $"parley chat tls:{Address(tcp)}");
                break;
            case IPEndPoint tcp:
                Row(card, texts.Network, $"parley chat {Address(tcp)}");
                break;
            default:
                Row(card, texts.Local, $"parley chat unix:{listener.EndPoint}");
                break;
        }
    }

    private static void Row(StringWriter card, string label, string text) => card.WriteLine($"  {label,-22} {text}");

    // A quoted path can be copied to a shell; one in the default place need not be named.
    private static string DataFlag(string directory) =>
        directory == DefaultDirectory() ? "" : directory.Contains(' ', StringComparison.Ordinal) ? $" --data '{directory}'" : $" --data {directory}";

    private static string? DefaultDirectory()
    {
        try
        {
            return Options.DataDirectory.Locate(new(), Environment.GetEnvironmentVariable);
        }
        catch (Options.RefusedStartException)
        {
            return null;
        }
    }

    private static string Address(IPEndPoint endPoint) => $"{Host(endPoint)}:{endPoint.Port}";

    /// <summary>What a client types: a listener on every address is reached by the machine's name.</summary>
    private static string Host(IPEndPoint endPoint)
    {
        if (endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any))
            return Environment.MachineName;
        return endPoint.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{endPoint.Address}]" : $"{endPoint.Address}";
    }
}
