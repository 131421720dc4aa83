using System.Security.Cryptography;
using System.Text;

namespace Parley.Core.Accounts;

/// <summary>The server's half of one SCRAM-SHA-256 login (RFC 5802 section 5), without channel binding (<c>n,,</c> or <c>y,,</c>).</summary>
internal sealed class ScramExchange
{
    private readonly string _gs2Header;
    private readonly string _clientFirstBare;
    private readonly string _serverFirst;
    private readonly string _nonce;
    private readonly ScramVerifier _verifier;

    private ScramExchange(string gs2Header, string clientFirstBare, string nonce, ScramVerifier verifier)
    {
        _gs2Header = gs2Header;
        _clientFirstBare = clientFirstBare;
        _nonce = nonce;
        _verifier = verifier;
        _serverFirst = $"r={nonce},s={Convert.ToBase64String(verifier.Salt.Span)},i={verifier.Iterations}";
    }

    /// <summary>server-first-message.</summary>
    public string Challenge => _serverFirst;

    public bool WantsToken { get; init; }

    public required string Login { get; init; }

    /// <summary>Null when the account is unknown: the exchange goes on as if it were not, and fails at the end.</summary>
    public required Account? Account { get; init; }

    /// <summary>The login and client nonce of a client-first-message, or null when it is none that we take.</summary>
    public static ClientFirst? Read(string? clientFirst)
    {
        if (clientFirst is null || clientFirst.Length > 512)
            return null;
        var parts = clientFirst.Split(',');
        if (parts.Length < 4 || parts[0] is not ("n" or "y") || parts[1].Length > 0 || !parts[2].StartsWith("n=", StringComparison.Ordinal) || !parts[3].StartsWith("r=", StringComparison.Ordinal) || parts[3].Length < 10)
            return null;
        var login = parts[2][2..].Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        var header = $"{parts[0]},,";
        return new ClientFirst(header, clientFirst[header.Length..], login, parts[3][2..]);
    }

    public static ScramExchange Begin(ClientFirst first, ScramVerifier verifier, Account? account, bool wantsToken) =>
        new(first.Header, first.Bare, first.Nonce + Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)), verifier)
        {
            Login = first.Login,
            Account = account,
            WantsToken = wantsToken,
        };

    /// <summary>The server's signature (<c>v=…</c>) when the proof of the client-final-message holds, else null.</summary>
    public string? Finish(string? clientFinal)
    {
        if (clientFinal is null || clientFinal.Length > 1024)
            return null;
        var end = clientFinal.LastIndexOf(",p=", StringComparison.Ordinal);
        if (end < 0 || clientFinal[..end] != $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(_gs2Header))},r={_nonce}")
            return null;
        var proof = new byte[SHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64String(clientFinal[(end + 3)..], proof, out var length) || length != proof.Length)
            return null;
        var message = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{clientFinal[..end]}");
        var signature = HMACSHA256.HashData(_verifier.StoredKey.Span, message);
        var clientKey = new byte[proof.Length];
        for (var i = 0; i < proof.Length; i++)
            clientKey[i] = (byte)(proof[i] ^ signature[i]);
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), _verifier.StoredKey.Span) || Account is null)
            return null;
        return "v=" + Convert.ToBase64String(HMACSHA256.HashData(_verifier.ServerKey.Span, message));
    }
}

/// <param name="Header">GS2 header, <c>n,,</c> or <c>y,,</c>.</param>
/// <param name="Bare">client-first-message-bare.</param>
internal sealed record ClientFirst(string Header, string Bare, string Login, string Nonce);
