using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;

namespace Parley.Client.Tests;

/// <summary>The server's side of SCRAM-SHA-256, written apart from the client's.</summary>
internal sealed class FakeScram(string password)
{
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);
    private string _clientBare = "";
    private string _serverFirst = "";

    public ScramChallenge Challenge(ScramStart start)
    {
        _clientBare = start.Data![3..];
        var nonce = _clientBare[(_clientBare.IndexOf(",r=", StringComparison.Ordinal) + 3)..];
        _serverFirst = $"r={nonce}server,s={Convert.ToBase64String(_salt)},i=4096";
        return new ScramChallenge(_serverFirst);
    }

    public string? Finish(ScramFinish finish)
    {
        var split = finish.Data!.LastIndexOf(",p=", StringComparison.Ordinal);
        var message = Encoding.UTF8.GetBytes($"{_clientBare},{_serverFirst},{finish.Data[..split]}");
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, _salt, 4096, HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var proof = Convert.FromBase64String(finish.Data[(split + 3)..]);
        var mask = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        if (!proof.Select((b, i) => (byte)(b ^ mask[i])).SequenceEqual(clientKey))
            return null;
        return "v=" + Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message));
    }
}
