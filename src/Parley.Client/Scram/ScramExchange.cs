using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Client;

/// <summary>The client's side of one SCRAM-SHA-256 login (RFC 5802, RFC 7677), without channel binding. Pure: no I/O.</summary>
/// <remarks>The server learns nothing that lets it, or a listener, log in later; and it has to prove that it knows the verifier.</remarks>
internal sealed class ScramExchange
{
    /// <summary>Fewer iterations than RFC 7677 asks at least are a trap for cheap guessing; more than this, a trap for our processor.</summary>
    internal const int MinIterations = 4096;

    internal const int MaxIterations = 10_000_000;

    private const string NoChannelBinding = "biws"; // base64("n,,")

    private readonly string _clientFirstBare;
    private readonly string _nonce;
    private byte[]? _serverSignature;

    public ScramExchange(string login)
        : this(login, Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)))
    {
    }

    /// <param name="nonce">Printable ASCII without comma; random but in tests.</param>
    internal ScramExchange(string login, string nonce)
    {
        _nonce = nonce;
        _clientFirstBare = $"n={login.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={nonce}";
        ClientFirst = "n,," + _clientFirstBare;
    }

    public string ClientFirst { get; }

    /// <summary>Answers the server's challenge.</summary>
    /// <exception cref="ScramException">The challenge is no valid answer to ours.</exception>
    public string ClientFinal(string serverFirst, ScramPassword password)
    {
        var (nonce, salt, iterations) = ParseServerFirst(serverFirst);
        if (!nonce.StartsWith(_nonce, StringComparison.Ordinal) || nonce.Length == _nonce.Length)
            throw new ScramException("the server's nonce does not continue ours");
        if (iterations is < MinIterations or > MaxIterations)
            throw new ScramException($"the server asks for {iterations} iterations; {MinIterations} to {MaxIterations} are taken");

        var salted = password.Salted(salt, iterations);
        var withoutProof = $"c={NoChannelBinding},r={nonce}";
        var authMessage = Encoding.UTF8.GetBytes($"{_clientFirstBare},{serverFirst},{withoutProof}");
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), authMessage);
        for (var i = 0; i < proof.Length; i++)
            proof[i] ^= clientKey[i];
        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), authMessage);
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }

    /// <summary>Makes sure that the server knows the verifier.</summary>
    /// <exception cref="ScramException">It does not: this is not the server that the account is on.</exception>
    public void Verify(string? serverFinal)
    {
        var signature = new byte[SHA256.HashSizeInBytes];
        var proven = _serverSignature is not null
            && serverFinal is not null
            && serverFinal.StartsWith("v=", StringComparison.Ordinal)
            && Convert.TryFromBase64String(serverFinal[2..].Split(',')[0], signature, out var length)
            && length == signature.Length
            && CryptographicOperations.FixedTimeEquals(signature, _serverSignature);
        if (!proven)
            throw new ScramException("the server could not prove that it knows this account");
    }

    private static (string Nonce, byte[] Salt, int Iterations) ParseServerFirst(string serverFirst)
    {
        var parts = serverFirst.Split(',');
        if (parts.Length < 3
            || !parts[0].StartsWith("r=", StringComparison.Ordinal)
            || !parts[1].StartsWith("s=", StringComparison.Ordinal)
            || !parts[2].StartsWith("i=", StringComparison.Ordinal)
            || !Base64.IsValid(parts[1].AsSpan(2))
            || parts[1].Length == 2
            || !int.TryParse(parts[2].AsSpan(2), out var iterations))
            throw new ScramException("the server's challenge can't be read");
        return (parts[0][2..], Convert.FromBase64String(parts[1][2..]), iterations);
    }
}
