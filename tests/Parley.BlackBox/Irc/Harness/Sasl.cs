using System.Text;
using Parley.BlackBox.Json;

namespace Parley.BlackBox.Irc;

/// <summary>The client's side of SASL as IRC carries it: base64 in pieces of 400 bytes.</summary>
internal static class Sasl
{
    private const int Piece = 400;

    /// <summary>The lines of a PLAIN answer.</summary>
    public static string[] Plain(string account, string password) => Lines(Encoding.UTF8.GetBytes($"\0{account}\0{password}"));

    /// <summary>AUTHENTICATE lines; a full last piece is followed by an empty one.</summary>
    public static string[] Lines(byte[] data)
    {
        var text = Convert.ToBase64String(data);
        List<string> lines = [.. text.Chunk(Piece).Select(c => "AUTHENTICATE " + new string(c))];
        if (text.Length % Piece == 0)
            lines.Add("AUTHENTICATE +");
        return [.. lines];
    }

    /// <summary>Starts SCRAM-SHA-256 and answers the server's challenge; returns the next line after that and the exchange.</summary>
    public static async Task<(IrcLine Line, ScramLogin Scram)> ScramAsync(IrcClient client, string account, string password)
    {
        var scram = new ScramLogin(account, password);
        await client.SendAsync("AUTHENTICATE SCRAM-SHA-256");
        Assert.Equal("+", (await client.ReadToAsync("AUTHENTICATE")).Last);
        await client.SendAsync(Lines(Encoding.UTF8.GetBytes(scram.First)));
        var first = await client.ReadToAsync("AUTHENTICATE", "904");
        if (first.Command == "904")
            return (first, scram);
        await client.SendAsync(Lines(Encoding.UTF8.GetBytes(scram.Final(Decode(first)))));
        return (await client.ReadToAsync("AUTHENTICATE", "904"), scram);
    }

    public static string Decode(IrcLine line) => Encoding.UTF8.GetString(Convert.FromBase64String(line.Last));
}
