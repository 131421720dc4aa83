using System.Security.Cryptography;
using System.Text;

namespace Parley.Lan.Identity;

/// <summary>The device's key in PEM (PKCS 8), readable by its owner only.</summary>
internal static class DeviceKeyFile
{
    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <exception cref="DeviceKeyException"></exception>
    public static ECDsa LoadOrCreate(string file)
    {
        try
        {
            return File.Exists(file) ? Load(file) : Create(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeviceKeyException($"{file}: {e.Message}", e);
        }
    }

    private static ECDsa Load(string file)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != UnixFileMode.None)
            throw new DeviceKeyException($"{file} can be read by others: make a new key, or allow only its owner (chmod 600).");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
                return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new DeviceKeyException($"{file} has no private key in PEM form, or a damaged one: {e.Message}", e);
        }
        key.Dispose();
        throw new DeviceKeyException($"{file} has a key of another curve than P-256.");
    }

    /// <summary>Whole or not at all, and never readable by others on the way.</summary>
    private static ECDsa Create(string file)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var temporary = $"{file}.new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Owners;
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, file, overwrite: true);
        return key;
    }
}
