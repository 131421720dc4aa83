using System.Text;
using Parley.Protocol.Peer;

namespace Parley.Lan.Identity;

/// <summary>A device's id for people: short enough to compare, too long to be met by trying keys.</summary>
public static class Fingerprint
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Bytes = 15;
    private const int Group = 4;
    private const int Words = 8;

    private static readonly string[] English = Load("words.en.txt");
    private static readonly string[] Spanish = Load("words.es.txt");

    /// <summary>The first 120 bits in base32 (RFC 4648): six groups of four letters and digits.</summary>
    public static string Of(DeviceId device)
    {
        var bytes = device.Value.ToArray();
        var text = new StringBuilder();
        for (var i = 0; i < Bytes * 8 / 5; i++)
        {
            if (i > 0 && i % Group == 0)
                text.Append('-');
            var bit = i * 5;
            var pair = (bytes[bit / 8] << 8) | bytes[(bit / 8) + 1];
            text.Append(Base32[(pair >> (11 - (bit % 8))) & 31]);
        }
        return text.ToString();
    }

    /// <summary>The first 64 bits as eight words, to be read aloud.</summary>
    /// <param name="language"><c>es</c> or <c>en</c>.</param>
    public static string Spoken(DeviceId device, string language)
    {
        var words = language == "es" ? Spanish : English;
        return string.Join(' ', device.Value.ToArray().Take(Words).Select(b => words[b]));
    }

    private static string[] Load(string name)
    {
        using var reader = new StreamReader(typeof(Fingerprint).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"no {name}"));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
