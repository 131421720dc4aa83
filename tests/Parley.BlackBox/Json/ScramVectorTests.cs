using System.Security.Cryptography;
using System.Text;

namespace Parley.BlackBox.Json;

/// <summary>The tests' own SCRAM is right only if a verifier made independently accepts it.</summary>
public sealed class ScramVectorTests
{
    [Fact]
    public void The_proof_opens_to_the_stored_key()
    {
        var login = new ScramLogin("user", "pencil");
        var salt = Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==");
        var serverFirst = $"r={login.Nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        var final = login.Final(serverFirst);
        var salted = Rfc2898DeriveBytes.Pbkdf2("pencil", salt, 4096, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var message = Encoding.UTF8.GetBytes($"{login.First[3..]},{serverFirst},{final[..final.IndexOf(",p=", StringComparison.Ordinal)]}");
        var proof = Convert.FromBase64String(final[(final.IndexOf(",p=", StringComparison.Ordinal) + 3)..]);
        var mask = HMACSHA256.HashData(stored, message);
        Assert.Equal(stored, SHA256.HashData(proof.Zip(mask, (a, b) => (byte)(a ^ b)).ToArray()));
    }
}
