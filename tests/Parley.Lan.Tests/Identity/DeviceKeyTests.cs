using System.Security.Cryptography;
using Parley.Lan.Identity;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Identity;

public sealed class DeviceKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-lan-").FullName;

    private string KeyFile => Path.Combine(_folder, DeviceKey.FileName);

    [Fact]
    public void A_device_is_the_same_after_a_restart()
    {
        using var first = DeviceKey.LoadOrCreate(_folder);
        using var second = DeviceKey.LoadOrCreate(_folder);
        Assert.Equal(first.Id, second.Id);
        Assert.True(SignatureCheck.Holds(first.Public, "hola"u8, second.Sign([.. "hola"u8])));
    }

    [Fact]
    public void The_id_is_the_hash_of_the_key_as_a_certificate_has_it()
    {
        using var key = DeviceKey.New();
        using var certificate = key.Certificate(TimeProvider.System);
        Assert.Equal(Digest.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo()), key.Id.Value);
    }

    [Fact]
    public void Only_its_owner_can_read_the_key()
    {
        if (OperatingSystem.IsWindows())
            return;
        DeviceKey.LoadOrCreate(_folder).Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        DeviceKey.LoadOrCreate(_folder).Dispose();
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains(KeyFile, Assert.Throws<DeviceKeyException>(() => DeviceKey.LoadOrCreate(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_key_or_one_of_another_curve_is_refused_and_stays()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        foreach (var text in new[] { "", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", other.ExportPkcs8PrivateKeyPem() })
        {
            File.WriteAllText(KeyFile, text);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Assert.Throws<DeviceKeyException>(() => DeviceKey.LoadOrCreate(_folder));
            Assert.Equal(text, File.ReadAllText(KeyFile));
        }
    }

    [Fact]
    public void A_fingerprint_is_base32_in_groups()
    {
        var device = new DeviceId(new Digest(Convert.FromHexString("00443214c74254b635cf84653a56d7c675be77df00000000000000000000ffff")));
        Assert.Equal("abcd-efgh-ijkl-mnop-qrst-uvwx", Fingerprint.Of(device));
    }

    [Theory]
    [InlineData("es", "abeja puerta")]
    [InlineData("en", "able radio")]
    public void Words_stand_for_bytes(string language, string ends)
    {
        var device = new DeviceId(new Digest([0, 1, 2, 3, 4, 5, 6, 255, .. new byte[24]]));
        var words = Fingerprint.Spoken(device, language).Split(' ');
        Assert.Equal(8, words.Length);
        Assert.Equal(ends, $"{words[0]} {words[7]}");
    }

    [Theory]
    [InlineData("es")]
    [InlineData("en")]
    public void No_word_stands_for_two_bytes(string language)
    {
        var words = Enumerable.Range(0, 256).Select(b => Fingerprint.Spoken(new DeviceId(new Digest([(byte)b, .. new byte[31]])), language).Split(' ')[0]).ToList();
        Assert.Equal(256, words.Distinct(StringComparer.Ordinal).Count());
        Assert.All(words, word => Assert.InRange(word.Length, 3, 8));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
