using System.Text;
using Parley.Load.Loop;
using Parley.Load.Wire;

namespace Parley.Load.People;

/// <summary>What many people do at once, so many of them at a time.</summary>
internal static class Crowd
{
    public const int AtATime = 200;

    private const int NoSuchRoom = 204;

    /// <summary>Too many passwords wait to be hashed.</summary>
    private const int Busy = 220;

    /// <summary>Makes accounts <c>START0</c>, <c>START1</c> … with tokens. The connections are dropped again.</summary>
    public static async Task<IReadOnlyList<Account>> RegisterAsync(EventLoop loop, string start, int count)
    {
        var accounts = new Account[count];
        await EachAsync(Enumerable.Range(0, count), async i =>
        {
            var person = new Person(loop, new Account($"{start}{i}", ""));
            person.Connect();
            byte[] answer;
            while (IsError(answer = await person.AskAsync($$"""{"t":"register","login":"{{person.Account.Login}}","password":"{{Account.Password}}","givenNames":"Load","surnames":"Bench","token":true"""), Busy))
                await loop.DelayAsync(TimeSpan.FromSeconds(1));
            accounts[i] = person.Account with { Token = Text(Expect(answer, "logged-in"), "token") };
            person.Drop();
        });
        return accounts;
    }

    public static async Task LoginAsync(Person person)
    {
        person.Connect();
        Expect(await person.AskAsync($$"""{"t":"token-login","token":"{{person.Account.Token}}" """.TrimEnd()), "logged-in");
    }

    public static Task LoginAsync(IEnumerable<Person> people) => EachAsync(people, LoginAsync);

    /// <summary>The first makes the room, the others enter it. Returns the conversation.</summary>
    public static async Task<long> GatherAsync(EventLoop loop, IReadOnlyList<Person> people, string room)
    {
        var created = Expect(await people[0].AskAsync($$"""{"t":"create","room":"{{room}}" """.TrimEnd()), "created");
        people[0].Sight.StartAt(0);
        await EachAsync(people.Skip(1), async person =>
        {
            byte[] answer;
            // Another node hears of it a moment later.
            while (IsError(answer = await person.AskAsync($$"""{"t":"join","room":"{{room}}" """.TrimEnd()), NoSuchRoom) && loop.Servers > 1)
                await loop.DelayAsync(TimeSpan.FromMilliseconds(50));
            var entered = Expect(answer, "entered");
            person.Sight.StartAt(Number(entered, "head"));
        });
        return Number(created, "conversation");
    }

    /// <summary>Enters again and asks for what was missed.</summary>
    public static async Task ResumeAsync(Person person, string room, long conversation) =>
        Expect(await person.AskAsync($$"""{"t":"join","room":"{{room}}","after":{{person.Sight.Position}},"conversation":{{conversation}}"""), "entered");

    public static async Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> act)
    {
        var rest = new Queue<T>(items);
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(async _ =>
        {
            while (rest.TryDequeue(out var item))
                await act(item);
        }));
    }

    private static bool IsError(byte[] answer, int expected) =>
        Kinds.Of(answer) == Kind.Error && new Member("code").TryRead(answer, out long code) && code == expected;

    private static byte[] Expect(byte[] answer, string kind) =>
        answer.AsSpan().StartsWith(Encoding.ASCII.GetBytes($"{{\"t\":\"{kind}\""))
            ? answer
            : throw new InvalidDataException($"expected {kind}, got {Encoding.UTF8.GetString(answer)}");

    private static string Text(byte[] answer, string member) =>
        new Member(member).TryRead(answer, out string text) ? text : throw new InvalidDataException($"no {member} in {Encoding.UTF8.GetString(answer)}");

    private static long Number(byte[] answer, string member) =>
        new Member(member).TryRead(answer, out long number) ? number : throw new InvalidDataException($"no {member} in {Encoding.UTF8.GetString(answer)}");
}
