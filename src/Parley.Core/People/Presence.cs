using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Core.People;

/// <summary>Keeps people who are always on in their rooms while they have no connection, also over a restart. <c>accounts.always-on</c>.</summary>
internal sealed class Presence(Chat chat, IKeyValue store)
{
    private static readonly byte[] Space = "always-on"u8.ToArray();

    /// <summary>Whether the account stays when its last connection ends.</summary>
    public async ValueTask<bool> IsAlwaysOnAsync(AccountId account, CancellationToken cancellationToken) => chat.Settings.Accounts.AlwaysOn switch
    {
        "off" => false,
        "opt-out" => (await ReadAsync(account, cancellationToken))?.On ?? true,
        _ => (await ReadAsync(account, cancellationToken))?.On ?? false,
    };

    public async Task SetAsync(Account account, Person person, bool on, CancellationToken cancellationToken)
    {
        await WriteAsync(account.Id, new Place(on, RoomsOf(person), MaskOf(person)), cancellationToken);
        if (on)
            await RestAsync(account, person, cancellationToken);
        else if (Array.Find(person.Sessions, s => s.IsResting) is { } resting)
            await resting.EndAsync(CloseReason.Quit);
    }

    /// <summary>Gives the person a session that stays, if they are always on and have none.</summary>
    public async Task RestAsync(Account account, Person person, CancellationToken cancellationToken)
    {
        if (!IsUnderLogin(person) || Array.Exists(person.Sessions, s => s.IsResting) || !await IsAlwaysOnAsync(account.Id, cancellationToken))
            return;
        await chat.OpenResting(account, person.Face).FollowAsync(person, cancellationToken);
        await NoteAsync(person);
    }

    /// <summary>A place is held under the login only: under another name nobody stays, or one account would hold many.</summary>
    public async Task FollowNameAsync(Person person, CancellationToken cancellationToken)
    {
        if (person.Account is not { } account)
            return;
        if (IsUnderLogin(person))
            await RestAsync(account, person, cancellationToken);
        else if (Array.Find(person.Sessions, s => s.IsResting) is { } resting)
            await resting.EndAsync(CloseReason.Quit);
    }

    /// <summary>Remembers where a person who is always on is.</summary>
    public async Task NoteAsync(Person person)
    {
        if (person.Account is { } account && IsUnderLogin(person) && Array.Exists(person.Sessions, s => s.IsResting))
            await WriteAsync(account.Id, new Place(true, RoomsOf(person), MaskOf(person)), CancellationToken.None);
    }

    /// <summary>After a start: everybody who is always on is back in their rooms, as far as these still are.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (chat.Settings.Accounts.AlwaysOn == "off")
            return;
        foreach (var item in await store.ListAsync(Space, cancellationToken))
        {
            var id = new AccountId(long.Parse(Encoding.ASCII.GetString(item.Key.Span), CultureInfo.InvariantCulture));
            if (JsonSerializer.Deserialize(item.Value.Span, PresenceJson.Default.Place) is not { On: true } place
                || await chat.Accounts.FindAsync(id, cancellationToken) is not { } account
                || chat.Suspensions.Contains(id))
                continue;
            var face = account.ToFace();
            if (place.Mask?.Split('@') is [var user, var host])
                face = face with { User = user, Host = host };
            var session = chat.OpenResting(account, face);
            foreach (var room in place.Rooms)
            {
                if (chat.Rooms.Find(new ConversationId(room)) is { } found)
                    await session.JoinAsync(found, null, 0, found.Rules.Key, _ => null, cancellationToken);
            }
        }
    }

    public Task ForgetAsync(AccountId account, CancellationToken cancellationToken) => store.RemoveAsync(Space, Key(account), cancellationToken);

    private async ValueTask<Place?> ReadAsync(AccountId account, CancellationToken cancellationToken) =>
        await store.GetAsync(Space, Key(account), cancellationToken) is { } item ? JsonSerializer.Deserialize(item.Value.Span, PresenceJson.Default.Place) : null;

    private Task WriteAsync(AccountId account, Place place, CancellationToken cancellationToken) =>
        store.SetAsync(Space, Key(account), JsonSerializer.SerializeToUtf8Bytes(place, PresenceJson.Default.Place), null, cancellationToken);

    private static bool IsUnderLogin(Person person) => person.Account is { } account && string.Equals(account.Login.Fold, person.Fold, StringComparison.Ordinal);

    private static string MaskOf(Person person) => $"{person.Face.User}@{person.Face.Host}";

    private static List<long> RoomsOf(Person person) =>
        [.. person.Sessions.Where(s => s.ChoosesName).SelectMany(s => s.Rooms).Select(r => r.Id.Value).Distinct()];

    private static byte[] Key(AccountId account) => Encoding.ASCII.GetBytes($"{account}");

    /// <param name="Rooms">Their conversations: one made anew under an old name is another.</param>
    /// <param name="Mask"><c>user@host</c> as others saw it; null before it was noted.</param>
    internal sealed record Place(bool On, IReadOnlyList<long> Rooms, string? Mask = null);
}

[JsonSerializable(typeof(Presence.Place))]
internal sealed partial class PresenceJson : JsonSerializerContext;
