using System.Net;
using Parley.Host.Options;
using Xunit;

namespace Parley.Host.Tests.Options;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:7000", "127.0.0.1", 7000)]
    [InlineData("localhost:0", "127.0.0.1", 0)]
    [InlineData("0.0.0.0:65535", "0.0.0.0", 65535)]
    [InlineData("[::1]:7443", "::1", 7443)]
    public void Host_and_port_are_read(string text, string address, int port)
    {
        Assert.True(ListenAddress.TryParse(text, out var endPoint));
        Assert.Equal(new IPEndPoint(IPAddress.Parse(address), port), endPoint);
    }

    [Fact]
    public void Star_is_every_address()
    {
        Assert.True(ListenAddress.TryParse("*:7000", out var endPoint));
        Assert.Equal(ListenAddress.Any, endPoint.Address);
    }

    [Theory]
    [InlineData("7000")]
    [InlineData(":7000")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:+1")]
    [InlineData("::1:7000")]
    [InlineData("[127.0.0.1]:7000")]
    [InlineData("[::1:7000")]
    [InlineData("example.org:7000")]
    public void Anything_else_is_refused(string text) => Assert.False(ListenAddress.TryParse(text, out _));
}
