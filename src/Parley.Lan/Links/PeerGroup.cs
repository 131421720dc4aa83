using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;
using Parley.Lan.Organisations;
using Parley.Protocol.Peer;
using PublicKey = Parley.Protocol.Peer.PublicKey;

namespace Parley.Lan.Links;

/// <summary>Devices that exchange entries, what shows that one belongs, and by what it is introduced. docs/protocol/peer.md, "Groups".</summary>
public abstract class PeerGroup
{
    private const int Rounds = 600_000;

    private protected PeerGroup(Digest id) => Id = id;

    /// <summary>Announced to the network; says nothing of a phrase.</summary>
    public Digest Id { get; }

    /// <summary>Devices that were taken back.</summary>
    internal virtual Revocations Revocations => Revocations.None;

    /// <summary>Anybody on the network belongs.</summary>
    public static SecretGroup Open(string name)
    {
        var id = IdOf("open", name);
        return new SecretGroup(id, id.ToArray());
    }

    /// <summary>Whoever knows the phrase belongs. Takes a good part of a second.</summary>
    /// <param name="phrase">One that can't be found by trying: a device that is no member can get one proof to try phrases against. <see cref="NewPhrase"/> makes such.</param>
    public static SecretGroup Passphrase(string name, string phrase)
    {
        var id = IdOf("passphrase", name);
        return new SecretGroup(id, Rfc2898DeriveBytes.Pbkdf2(phrase, id.ToArray(), Rounds, HashAlgorithmName.SHA256, PeerLimits.ProofBytes));
    }

    /// <summary>Whoever's device the organisation's server has signed belongs.</summary>
    /// <param name="key">The organisation's: X and Y of a point of P-256, 64 bytes.</param>
    /// <param name="statement">The newest <see cref="DeviceStatement"/> of this device, with its signature. Its time may be over: then others don't let this device in.</param>
    /// <param name="folder">Where revocations are kept; null: in memory only.</param>
    /// <exception cref="ArgumentException">Not a key, or the organisation has not signed the statement.</exception>
    /// <exception cref="IOException">The file of revocations can't be read, or a line of it is none of this organisation.</exception>
    public static OrganisationGroup Organisation(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> statement, string? folder = null)
    {
        if (key.Length != PublicKey.Size)
            throw new ArgumentException("An organisation's key has 64 bytes.", nameof(key));
        var organisation = new OrganisationKey(new PublicKey(key.Span));
        return new OrganisationGroup(IdOf("organisation", organisation.Id.ToString()), organisation, statement, folder);
    }

    /// <summary>Eight words, 64 bits of chance.</summary>
    /// <param name="language"><c>es</c> or <c>en</c>.</param>
    public static string NewPhrase(string language) => Identity.Fingerprint.Spoken(new DeviceId(new Digest(RandomNumberGenerator.GetBytes(Digest.Size))), language);

    /// <summary>The frame by which this device shows that it belongs.</summary>
    internal abstract PeerFrame Show(Meeting meeting);

    /// <summary>Whether the other device has shown that it belongs.</summary>
    /// <returns>Null, or why it does not.</returns>
    internal abstract ByeReason? Judge(Meeting meeting, PeerFrame shown, DateTimeOffset now);

    /// <summary>What a device writes so that others know whose it is.</summary>
    internal abstract PeerContent Introduce(Login name);

    private static Digest IdOf(string kind, string name) => Digest.Of(Encoding.UTF8.GetBytes($"parley {kind} group\n{name}"));
}
