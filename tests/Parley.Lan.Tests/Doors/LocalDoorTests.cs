using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Lan.Doors;
using Parley.Lan.Tests.Chat;

namespace Parley.Lan.Tests.Doors;

public sealed class LocalDoorTests
{
    [Fact]
    public async Task A_program_that_is_slow_to_begin_is_no_person()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var door = LocalDoor.Open(ana.Chat, new IPEndPoint(IPAddress.Loopback, 0), "en", NullLogger.Instance);
        using var client = new TcpClient();
        await client.ConnectAsync(door.End);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        // The person's greeting: it was taken for one.
        while (await reader.ReadLineAsync() is { } greeting && !greeting.Contains("ana", StringComparison.Ordinal))
        {
        }
        Assert.Equal(1, ana.Chat.PeopleIn(ana.Chat.Default));
        await client.GetStream().WriteAsync("{\"t\":\"hello\",\"lang\":\"en\",\"client\":\"x/1\",\"ref\":1}\n"u8.ToArray());
        Assert.StartsWith("{\"t\":\"welcome\"", await reader.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(0, ana.Chat.PeopleIn(ana.Chat.Default));
    }
}
