namespace Parley.Protocol.Irc;

/// <summary>One row of a WHOX answer; all values ready to send.</summary>
public sealed record WhoxRow(string Nick)
{
    public string Channel { get; init; } = "*";
    public string User { get; init; } = "*";
    public string Ip { get; init; } = "255.255.255.255";
    public string Host { get; init; } = "*";
    public string Server { get; init; } = "*";

    /// <summary><c>H</c> or <c>G</c>, then <c>*</c>, <c>B</c>, the member's signs.</summary>
    public string Flags { get; init; } = "H";

    public int Hops { get; init; }
    public long IdleSeconds { get; init; }

    /// <summary>Null when not logged in, sent as 0.</summary>
    public string? Account { get; init; }

    public string OpLevel { get; init; } = "n/a";
    public string RealName { get; init; } = "";
}

/// <summary>The fields that a WHO asks for: <c>%tcuihsnfdlaor,token</c>. ircv3.net, WHOX.</summary>
/// <param name="Letters">In the order of the answer, each once; may be empty.</param>
/// <param name="Token">1 to 3 digits; <c>0</c> when none fit was given.</param>
public sealed record WhoxFields(string Letters, string Token)
{
    private const string Order = "tcuihsnfdlaor";

    /// <param name="text">WHO's second parameter; what stands before the <c>%</c> are flags of the search.</param>
    /// <returns>Null when there is no <c>%</c>: answer with 352.</returns>
    public static WhoxFields? Parse(string? text)
    {
        var percent = text?.IndexOf('%') ?? -1;
        if (percent < 0)
            return null;
        var asked = text![(percent + 1)..];
        var comma = asked.IndexOf(',');
        var token = comma < 0 ? "" : asked[(comma + 1)..];
        var letters = comma < 0 ? asked : asked[..comma];
        var isToken = token.Length is >= 1 and <= 3 && token.All(char.IsAsciiDigit);
        return new WhoxFields(string.Concat(Order.Where(letter => letters.Contains(letter))), isToken ? token : "0");
    }

    /// <summary>The parameters of 354 after the client's nick.</summary>
    public IReadOnlyList<string> Params(WhoxRow row) => [.. Letters.Select(letter => Field(letter, row))];

    private string Field(char letter, WhoxRow row) => letter switch
    {
        't' => Token,
        'c' => row.Channel,
        'u' => row.User,
        'i' => row.Ip,
        'h' => row.Host,
        's' => row.Server,
        'n' => row.Nick,
        'f' => row.Flags,
        'd' => $"{row.Hops}",
        'l' => $"{row.IdleSeconds}",
        'a' => row.Account ?? "0",
        'o' => row.OpLevel,
        _ => row.RealName,
    };
}
