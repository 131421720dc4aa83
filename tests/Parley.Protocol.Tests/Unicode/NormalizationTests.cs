using System.Security.Cryptography;
using System.Text;
using Parley.Contracts.Unicode;
using Xunit;

namespace Parley.Protocol.Tests.Unicode;

public sealed class NormalizationTests
{
    private static readonly string[] Samples = ReadSamples();

    [Fact]
    public void Every_code_point_has_the_nfc_that_the_oracle_has() =>
        Assert.Equal(Expected("sha256-nfc"), DigestOfAllCodePoints(Normalization.ToNfc));

    [Fact]
    public void Every_code_point_has_the_nfkd_that_the_oracle_has() =>
        Assert.Equal(Expected("sha256-nfkd"), DigestOfAllCodePoints(Normalization.ToNfkd));

    [Fact]
    public void Mixed_texts_have_the_forms_that_the_oracle_has()
    {
        var texts = Samples.Where(line => line.Contains(';', StringComparison.Ordinal) && line[0] != '#').Select(line => line.Split(';').Select(FromHex).ToArray()).ToList();

        Assert.True(texts.Count >= 800);
        Assert.All(texts, t => Assert.Equal(t[1], Normalization.ToNfc(t[0])));
        Assert.All(texts, t => Assert.Equal(t[1], Normalization.ToNfc(t[1])));
        Assert.All(texts, t => Assert.Equal(t[2], Normalization.ToNfkd(t[0])));
        Assert.All(texts, t => Assert.Equal(t[2], Normalization.ToNfkd(t[1])));
    }

    [Fact]
    public void Letters_with_marks_apart_become_one_letter()
    {
        Assert.Equal("aña José Ångström", Normalization.ToNfc("an\u0303a Jose\u0301 A\u030angstro\u0308m"));
        Assert.Equal("an\u0303a", Normalization.ToNfkd("aña"));
        Assert.Equal("fi", Normalization.ToNfkd("\ufb01"));
        Assert.Equal("\ufb01", Normalization.ToNfc("\ufb01"));
    }

    [Fact]
    public void Text_that_needs_no_table_is_returned_as_it_is()
    {
        const string Spanish = "La señora está aquí, ¿no?";
        Assert.Same(Spanish, Normalization.ToNfc(Spanish));
        const string Ascii = "plain ASCII ~";
        Assert.Same(Ascii, Normalization.ToNfkd(Ascii));
    }

    [Fact]
    public void Lone_surrogates_are_replaced_and_a_long_run_of_marks_is_put_in_order()
    {
        Assert.Equal("\ufffdx\ufffd", Normalization.ToNfc("\ud800x\udc00"));
        var marks = string.Concat(Enumerable.Repeat("\u0315\u0300\u05ae\u0062", 1)) + string.Concat(Enumerable.Repeat("\u0301\u0323", 5000));
        var ordered = Normalization.ToNfkd("x" + marks);
        Assert.EndsWith(string.Concat(Enumerable.Repeat("\u0323", 5000)) + string.Concat(Enumerable.Repeat("\u0301", 5000)), ordered, StringComparison.Ordinal);
    }

    private static string DigestOfAllCodePoints(Func<string, string> form)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var cp = 0; cp < 0x110000; cp++)
        {
            if (cp is < 0xd800 or > 0xdfff)
                hash.AppendData(Encoding.UTF8.GetBytes($"{cp:X}\t{form(char.ConvertFromUtf32(cp))}\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Expected(string name) =>
        Samples.Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1];

    private static string FromHex(string hex) => Encoding.UTF8.GetString(Convert.FromHexString(hex));

    private static string[] ReadSamples()
    {
        using var stream = typeof(NormalizationTests).Assembly.GetManifestResourceStream("normalization-samples.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n');
    }
}
