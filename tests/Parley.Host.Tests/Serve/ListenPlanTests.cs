using System.Net;
using System.Net.Sockets;
using Parley.Host.Options;
using Parley.Host.Serve;
using Xunit;

namespace Parley.Host.Tests.Serve;

public sealed class ListenPlanTests
{
    [Fact]
    public void Without_a_named_listener_the_default_ones_open()
    {
        var plan = ListenPlan.Of(new(), "/data");

        Assert.All(plan, request => Assert.False(request.Named));
        Assert.Equal(
            [new IPEndPoint(IPAddress.Loopback, 7000), new IPEndPoint(ListenAddress.Any, 7443), new IPEndPoint(IPAddress.Loopback, 6667), new IPEndPoint(ListenAddress.Any, 6697), new IPEndPoint(IPAddress.Loopback, 8080), new IPEndPoint(ListenAddress.Any, 8443), new UnixDomainSocketEndPoint("/data/parley.sock")],
            plan.Select(request => request.EndPoint));
    }

    [Fact]
    public void With_a_named_listener_only_the_named_ones_open()
    {
        var request = Assert.Single(ListenPlan.Of(new() { LineTls = "127.0.0.1:1" }, "/data"));

        Assert.Equal((ListenerKind.LineTls, true), (request.Kind, request.Named));
    }

    [Fact]
    public void Irc_listeners_open_where_they_are_named()
    {
        var plan = ListenPlan.Of(new() { Irc = "*:6667", IrcTls = "127.0.0.1:2", IrcWs = "127.0.0.1:3", IrcWss = "127.0.0.1:4" }, "/data");

        Assert.All(plan, request => Assert.True(request.Named));
        Assert.Equal(["irc", "irc-tls", "irc-ws", "irc-wss"], plan.Select(request => request.Name));
    }

    [Fact]
    public void Web_listeners_open_where_they_are_named_as_often_as_they_are()
    {
        var plan = ListenPlan.Of(new() { Http = ["127.0.0.1:1", "[::1]:2"], Https = ["*:3"] }, "/data");

        Assert.All(plan, request => Assert.True(request.Named));
        Assert.Equal(["http", "http", "https"], plan.Select(request => request.Name));
    }

    [Fact]
    public void The_platforms_PORT_is_plain_HTTP_on_every_address_unless_a_place_is_named()
    {
        Assert.Contains(new ListenRequest(ListenerKind.Http, new IPEndPoint(IPAddress.Any, 9000), Named: true), ListenPlan.Of(new(), "/data", "9000"));
        Assert.Contains(new ListenRequest(ListenerKind.Http, new IPEndPoint(IPAddress.Any, 9000), Named: true), ListenPlan.Of(new() { Line = "127.0.0.1:1" }, "/data", "9000"));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 1), Assert.Single(ListenPlan.Of(new() { Http = ["127.0.0.1:1"] }, "/data", "9000")).EndPoint);
        Assert.Throws<RefusedStartException>(() => ListenPlan.Of(new(), "/data", "web"));
    }

    [Fact]
    public void Directory_too_deep_for_a_socket_leaves_the_default_one_out_and_a_named_path_is_refused()
    {
        var deep = "/" + new string('d', 100);

        Assert.DoesNotContain(ListenPlan.Of(new(), deep), request => request.Kind == ListenerKind.Unix);
        Assert.Throws<RefusedStartException>(() => ListenPlan.Of(new() { Unix = deep }, "/data"));
    }
}
