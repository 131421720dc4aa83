using System.Net;

namespace Parley.BlackBox.HarnessTests;

public sealed class ReadyLineTests
{
    [Fact]
    public void Doors_are_read_from_the_ready_line()
    {
        var ready = ReadyLine.TryParse("parley: ready line=127.0.0.1:4711 line-tls=[::]:4712 unix=/tmp/x/s")!;
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 4711), ready.EndPoint("line"));
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 4712), ready.EndPoint("line-tls"));
        Assert.Equal("/tmp/x/s", ready.Doors["unix"]);
    }

    [Fact]
    public void Other_output_is_not_a_ready_line() => Assert.Null(ReadyLine.TryParse("parley: listening"));
}
