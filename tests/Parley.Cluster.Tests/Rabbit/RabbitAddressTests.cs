using Parley.Cluster.Rabbit;

namespace Parley.Cluster.Tests.Rabbit;

public sealed class RabbitAddressTests
{
    [Theory]
    [InlineData("amqp://localhost", "localhost", 5672, false, null, null, "/")]
    [InlineData("amqp://ana:s3cret@10.0.0.7:5673/chat", "10.0.0.7", 5673, false, "ana", "s3cret", "chat")]
    [InlineData("amqps://node%40a:p%3Aw%2F@mq.example/%2Fward", "mq.example", 5671, true, "node@a", "p:w/", "/ward")]
    [InlineData("amqps://[::1]/", "::1", 5671, true, null, null, "/")]
    public void Addresses_are_read(string text, string host, int port, bool isTls, string? user, string? password, string vhost)
    {
        Assert.True(RabbitAddress.TryParse(text, out var address));
        Assert.Equal(new RabbitAddress(host, port, isTls, user, password, vhost), address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("http://localhost")]
    [InlineData("amqp://")]
    [InlineData("amqp://localhost/a/b")]
    [InlineData("amqp://localhost?x=1")]
    public void Others_are_not(string text) => Assert.False(RabbitAddress.TryParse(text, out _));

    [Fact]
    public void Shown_it_has_no_password()
    {
        Assert.True(RabbitAddress.TryParse("amqp://ana:s3cret@host/v", out var address));
        Assert.Equal("amqp://host:5672", address.ToString());
        Assert.DoesNotContain("s3cret", $"{new RabbitSettings([address])}", StringComparison.Ordinal);
    }
}
