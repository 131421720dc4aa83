using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Parley.Lan.Doors;

/// <summary>Whose program is at the other end of a loopback connection. On Linux the kernel tells (proc(5), <c>/proc/net/tcp</c>); elsewhere nobody is asked.</summary>
internal static partial class LocalCaller
{
    private const int LocalField = 1;
    private const int RemoteField = 2;
    private const int UserField = 7;

    /// <summary>True also where it can't be told.</summary>
    public static bool IsSameUser(IPEndPoint caller, IPEndPoint here)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        try
        {
            // A program with a socket for both families stands in the other table, at the mapped address.
            var user = (caller.AddressFamily == AddressFamily.InterNetwork ? UserOf("/proc/self/net/tcp", caller, here) : null) ?? UserOf("/proc/self/net/tcp6", Mapped(caller), Mapped(here));
            // None: it has closed already.
            return user == UserId();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static uint? UserOf(string table, IPEndPoint caller, IPEndPoint here)
    {
        var (local, remote) = (Written(caller), Written(here));
        foreach (var line in File.ReadLines(table).Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[LocalField] == local && fields[RemoteField] == remote)
                return uint.Parse(fields[UserField], CultureInfo.InvariantCulture);
        }
        return null;
    }

    private static IPEndPoint Mapped(IPEndPoint end) => new(end.Address.MapToIPv6(), end.Port);

    /// <summary>As the kernel writes it: words of four bytes in the machine's order, the port in hexadecimal.</summary>
    private static string Written(IPEndPoint end)
    {
        var bytes = end.Address.GetAddressBytes();
        var words = Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToUInt32(bytes, i * 4).ToString("X8", CultureInfo.InvariantCulture));
        return $"{string.Concat(words)}:{end.Port.ToString("X4", CultureInfo.InvariantCulture)}";
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint UserId();
}
