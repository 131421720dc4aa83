namespace Parley.Client.Tests;

public sealed class AddressTests
{
    [Theory]
    [InlineData("ward.example", "tls:ward.example:7443", true)]
    [InlineData("ward.example:7000", "tls:ward.example:7000", true)]
    [InlineData("tcp:ward.example", "tcp:ward.example:7000", false)]
    [InlineData("tcp://10.0.0.5:9", "tcp:10.0.0.5:9", false)]
    [InlineData("tls://[2001:db8::1]:9", "tls:[2001:db8::1]:9", true)]
    [InlineData("localhost", "tls:localhost:7443", true)]
    [InlineData("localhost:7000", "tcp:localhost:7000", true)]
    [InlineData("127.0.0.1:7443", "tls:127.0.0.1:7443", true)]
    [InlineData("[::1]:7001", "tcp:[::1]:7001", true)]
    [InlineData("::1", "tls:[::1]:7443", true)]
    [InlineData("unix:/run/parley.sock", "unix:/run/parley.sock", true)]
    public void Address_says_how_it_travels(string text, string meant, bool sheltered)
    {
        Assert.True(ServerAddress.TryParse(text, out var address));
        Assert.Equal(meant, address.ToString());
        Assert.Equal(sheltered, address.IsSheltered);
    }

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("host:0")]
    [InlineData("host:70000")]
    [InlineData("host:x")]
    [InlineData("[::1")]
    [InlineData("[::1]9")]
    [InlineData("a b")]
    public void Nonsense_is_no_address(string text) => Assert.False(ServerAddress.TryParse(text, out _));
}
