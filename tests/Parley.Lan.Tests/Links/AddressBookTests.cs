using System.Net;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Testing;

namespace Parley.Lan.Tests.Links;

public sealed class AddressBookTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void Of_many_addresses_a_few_are_tried_at_a_time_and_each_has_its_turn()
    {
        using var key = DeviceKey.New();
        var book = new AddressBook(key.Id, _time);
        var ends = Enumerable.Range(1, 3 * AddressBook.AtOnce).Select(port => new IPEndPoint(IPAddress.Loopback, port)).ToList();
        foreach (var end in ends)
        {
            book.Give(end);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
        var tried = new List<EndPoint>();
        while (tried.Count < ends.Count && book.Due(_ => false) is { Count: > 0 } due)
        {
            Assert.Equal(AddressBook.AtOnce, due.Count);
            Assert.Empty(book.Due(_ => false));
            tried.AddRange(due);
            foreach (var end in due)
                book.Tried(end, found: null);
        }
        Assert.Equal(ends, tried);
    }
}
