using System.Net;
using System.Net.Sockets;
using Parley.Lan.Doors;
using Xunit;

namespace Parley.Lan.Tests.Doors;

public sealed class LocalCallerTests
{
    [Theory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public async Task A_program_of_this_user_is_known_by_whatever_kind_of_socket(AddressFamily family)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var caller = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        if (family == AddressFamily.InterNetworkV6)
            caller.DualMode = true;
        var here = (IPEndPoint)listener.LocalEndPoint!;
        await caller.ConnectAsync(family == AddressFamily.InterNetworkV6 ? new IPEndPoint(here.Address.MapToIPv6(), here.Port) : here, TestContext.Current.CancellationToken);
        using var taken = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        Assert.True(LocalCaller.IsSameUser((IPEndPoint)taken.RemoteEndPoint!, (IPEndPoint)taken.LocalEndPoint!));
    }

    [Fact]
    public void Nobody_is_of_this_user() =>
        Assert.Equal(!OperatingSystem.IsLinux(), LocalCaller.IsSameUser(new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2)));
}
