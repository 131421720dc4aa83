using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Client;

/// <summary>Certificates pinned at first use: a file of <c>host:port fingerprint</c> lines, readable by its owner only.</summary>
/// <remarks>Read anew for each connection, so that several programs may share it. Bounded by the servers a person ever connects to.</remarks>
public sealed class CertificatePins(string path)
{
    /// <summary><c>known-servers</c> in the person's configuration folder.</summary>
    public static string DefaultPath => Path.Combine(ConfigurationFolder.Path, "known-servers");

    public string FilePath { get; } = path;

    internal static string FingerprintOf(X509Certificate certificate) =>
        string.Join(':', SHA256.HashData(certificate.GetRawCertData()).Select(b => b.ToString("X2")));

    internal string? Find(ServerAddress address)
    {
        foreach (var line in ReadLines())
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && string.Equals(line[..space], address.HostAndPort, StringComparison.Ordinal))
                return line[(space + 1)..].Trim();
        }
        return null;
    }

    internal void Add(ServerAddress address, string fingerprint) =>
        PrivateFile.Write(FilePath, string.Join('\n', [.. ReadLines(), $"{address.HostAndPort} {fingerprint}", ""]));

    private string[] ReadLines()
    {
        try
        {
            return [.. File.ReadAllLines(FilePath).Where(line => line.Length > 0)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }
}
