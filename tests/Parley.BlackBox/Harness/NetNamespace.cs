using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Parley.BlackBox.Harness;

/// <summary>Hosts of their own on this machine: network namespaces joined by a bridge, each with its address. Needs root.</summary>
public sealed partial class NetNamespace : IAsyncDisposable
{
    private const int NewNetwork = 0x40000000;

    private static int _probes;

    private NetNamespace(string name, IPAddress address) => (Name, Address) = (name, address);

    public string Name { get; }

    public IPAddress Address { get; }

    /// <summary>Runs a program on this host.</summary>
    public IReadOnlyList<string> Prefix => ["ip", "netns", "exec", Name];

    /// <summary>Null, or why this machine can have no namespaces.</summary>
    public static async Task<string?> ReasonToSkipAsync()
    {
        if (Environment.UserName != "root")
            return "network namespaces need root";
        var probe = $"parley-probe-{Environment.ProcessId}-{Interlocked.Increment(ref _probes)}";
        try
        {
            await IpAsync("netns", "add", probe);
            await IpAsync("netns", "del", probe);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return $"no network namespaces here: {e.Message}";
        }
    }

    /// <summary>Adds a host to a bridge that <see cref="NetBridge"/> has made.</summary>
    internal static async Task<NetNamespace> AddAsync(NetBridge bridge, int number)
    {
        var space = new NetNamespace($"{bridge.Name}-{number}", IPAddress.Parse($"10.203.{bridge.Net}.{number}"));
        var (outer, inner) = ($"{bridge.Name}o{number}", $"{bridge.Name}i{number}");
        await IpAsync("netns", "add", space.Name);
        await IpAsync("link", "add", outer, "type", "veth", "peer", "name", inner);
        await IpAsync("link", "set", inner, "netns", space.Name);
        await IpAsync("link", "set", outer, "master", bridge.Name, "up");
        await IpAsync("-n", space.Name, "addr", "add", $"{space.Address}/24", "dev", inner);
        await IpAsync("-n", space.Name, "link", "set", inner, "up");
        await IpAsync("-n", space.Name, "link", "set", "lo", "up");
        return space;
    }

    /// <summary>Pulls the cable, or puts it back: no FIN or RST gets out.</summary>
    public Task SetLinkAsync(bool up) => IpAsync("-n", Name, "link", "set", Name.Replace("-", "i", StringComparison.Ordinal), up ? "up" : "down");

    /// <summary>Connects from this host.</summary>
    public async Task<Wire> ConnectAsync(IPEndPoint end) => await Wire.ConnectAsync(MakeSocket(), end);

    public async ValueTask DisposeAsync() => await IpAsync("netns", "del", Name);

    internal static async Task IpAsync(params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync();
        if (ip.ExitCode != 0)
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {error.Trim()}");
    }

    /// <summary>A socket belongs for life to the namespace that its maker's thread was in; the thread is thrown away after.</summary>
    private Socket MakeSocket()
    {
        Socket? socket = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            using var file = File.OpenHandle($"/run/netns/{Name}");
            if (setns(file, NewNetwork) == 0)
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            else
                failure = new Win32Exception(Marshal.GetLastPInvokeError());
        });
        thread.Start();
        thread.Join();
        return socket ?? throw new InvalidOperationException($"cannot enter {Name}", failure);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(SafeFileHandle file, int kind);
}
