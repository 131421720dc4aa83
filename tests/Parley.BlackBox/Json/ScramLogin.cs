using System.Security.Cryptography;
using System.Text;

namespace Parley.BlackBox.Json;

/// <summary>The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding.</summary>
internal sealed class ScramLogin
{
    private readonly string _password;
    private readonly string _bare;
    private byte[] _serverSignature = [];

    public ScramLogin(string login, string password)
    {
        _password = password;
        Nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        _bare = $"n={login},r={Nonce}";
    }

    public string Nonce { get; }

    public string First => "n,," + _bare;

    /// <summary>What the server must prove itself with, as <c>v=…</c>; known after <see cref="Final"/>.</summary>
    public string ServerProof => "v=" + Convert.ToBase64String(_serverSignature);

    public string Final(string serverFirst)
    {
        var items = serverFirst.Split(',').ToDictionary(i => i[..1], i => i[2..], StringComparer.Ordinal);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(_password), Convert.FromBase64String(items["s"]), int.Parse(items["i"]), HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        var withoutProof = $"c=biws,r={items["r"]}";
        var message = Encoding.UTF8.GetBytes($"{_bare},{serverFirst},{withoutProof}");
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        for (var i = 0; i < proof.Length; i++)
            proof[i] ^= clientKey[i];
        _serverSignature = HMACSHA256.HashData(serverKey, message);
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }
}
