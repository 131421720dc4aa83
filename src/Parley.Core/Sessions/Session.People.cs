using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Logging;
using Parley.Core.Nodes;
using Parley.Core.People;
using Parley.Core.Ports;
using Parley.Core.Rooms;

namespace Parley.Core.Sessions;

/// <summary>Who a session is: logins, visits, names.</summary>
public sealed partial class Session
{
    /// <summary>False when somebody else goes by the account's login.</summary>
    internal async Task<bool> LogInAsync(Account account)
    {
        if (Person is { } present)
        {
            var before = present.Face;
            Take(account);
            Chat.People.Adopt(present, account, face => face with { Login = account.Login.Value, Host = HostOfAccount?.Invoke(account.Login.Value) ?? face.Host });
            await Chat.TellAsync(present, new PersonChanged(present.Name, account.Login.Value, present.Face.RealName) { Before = before, Now = present.Face }, CancellationToken.None);
            return true;
        }
        if (IsVisiting)
            Person = Chat.Visits.PersonOf(account);
        else if (!ChoosesName && (Person = Chat.People.Enter(this, account, account.ToFace())) is null)
            return false;
        Take(account);
        Chat.Cluster?.Touch(this);
        Chat.KeepSessionLimit(this);
        return true;
    }

    /// <summary>For a visit: logs in by a token, without an answer. Null when done.</summary>
    public async ValueTask<Refusal?> VisitAsync(string? token, CancellationToken cancellationToken)
    {
        if (!Origin.IsSecret)
            return new Refusal(ErrorCode.PlaintextPassword);
        try
        {
            if (await Chat.Visits.FindAsync(token, cancellationToken) is not var (stored, account))
                return new Refusal(ErrorCode.BadToken);
            if (Chat.Suspensions.Contains(account.Id))
                return new Refusal(ErrorCode.AccountSuspended);
            TokenId = stored.Id;
            return await LogInAsync(account) ? null : new Refusal(ErrorCode.BadToken);
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
            return Refusal.Of(ErrorCode.StorageUnavailable, "seconds", Appending.RetrySeconds, "what", "request");
        }
    }

    /// <summary>For a visit of something that acts by itself: speaks for an account, under its login or another name. Null when done; <see cref="ErrorCode.NoSuchUser"/> when there is no such account any more.</summary>
    public async ValueTask<Refusal?> VisitAsAsync(AccountId id, string? name, CancellationToken cancellationToken)
    {
        if (await Chat.Accounts.FindAsync(id, cancellationToken) is not { } account)
            return Refusal.Of(ErrorCode.NoSuchUser, "user", $"erased-{id}");
        if (Chat.Suspensions.Contains(id))
            return new Refusal(ErrorCode.AccountSuspended);
        // Somebody may have made an account of the name since.
        if (name is not null && await Chat.RefuseNameAsync(name, account, cancellationToken) is not null)
            name = null;
        Person = name is null ? Chat.Visits.PersonOf(account) : Chat.Visits.ProgramOf(account, name);
        Take(account);
        return null;
    }

    /// <summary>Takes a name, from where on the person is there for everybody. Null when done; <see cref="ErrorCode.NameInUse"/> and <see cref="ErrorCode.LoginNotAllowed"/> leave another choice.</summary>
    public async Task<Refusal?> AppearAsync(string name, string user, string host, string realName, bool bot, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Account is null && !Chat.Settings.Accounts.Guests)
                return new Refusal(ErrorCode.AccountNeeded);
            if (await Chat.RefuseNameAsync(name, Account, cancellationToken) is { } refusal)
                return refusal;
            if (!Chat.Settings.Accounts.MultiSession && Chat.People.Find(name) is { IsResting: false })
                return Refusal.Of(ErrorCode.NameInUse, "name", name);
            if (Chat.Cluster is { } cluster && !await cluster.TakeNameAsync(name, Account, cancellationToken))
                return Refusal.Of(ErrorCode.NameInUse, "name", name);
            Person = Chat.People.Enter(this, Account, new Face(name, Account?.Login.Value, user, host, realName, bot));
            if (Person is null)
                return Refusal.Of(ErrorCode.NameInUse, "name", name);
            // Who came by doors without hosts, or was kept present over a restart, has one from now on.
            if (Person.Face is { Host: Face.NoHost } before)
            {
                Chat.People.Change(Person, face => face with { User = user, Host = host, RealName = realName });
                await Chat.TellAsync(Person, new PersonChanged(Person.Name, Person.Face.Login, realName) { Before = before, Now = Person.Face }, cancellationToken, but: this);
            }
            Chat.Cluster?.Touch(this);
            Chat.KeepSessionLimit(this);
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Comes into the rooms where the other sessions of the name are, and gets what waits for the person.</summary>
    public async Task SettleInAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_ended || Person is null)
                return;
            if (Account is { } account)
                await Chat.Presence.RestAsync(account, Person, cancellationToken);
            foreach (var room in Person.Sessions.Where(s => s != this && s.ChoosesName).SelectMany(s => s.Rooms).Distinct().ToList())
                await JoinAsync(room, null, 0, null, entered => entered, cancellationToken);
            await CatchUpAsync(cancellationToken);
        }
        catch (StorageUnavailableException fault)
        {
            _log.StoreUnavailable(Id, fault);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>For somebody who is always on: the session has no connection and takes the place of one.</summary>
    internal void Rest(Account account, Face face)
    {
        Account = account;
        Person = Chat.People.Enter(this, account, face);
    }

    /// <summary>Joins the rooms that the person's other sessions share.</summary>
    internal async Task FollowAsync(Person person, CancellationToken cancellationToken)
    {
        foreach (var room in person.Sessions.Where(s => s != this && s.ChoosesName).SelectMany(s => s.Rooms).Distinct().ToList())
            await JoinAloneAsync(room, null, 0, room.Rules.Key, _ => null, cancellationToken);
    }

    /// <summary>What the person may do in any room, by a role on the server.</summary>
    internal Rank StandingIn(Room _) => Account?.Role switch
    {
        Role.Administrator => Rank.Owner,
        Role.Moderator => Rank.Operator,
        _ => Rank.None,
    };

    private void Take(Account account)
    {
        Account = account;
        _cameAt = Chat.Time.GetUtcNow();
        if (account.Lang is { } lang)
            Lang = lang;
    }

    private static string Describe(CloseReason reason) => reason switch
    {
        CloseReason.Quit => "Quit",
        CloseReason.PingTimeout => "Ping timeout",
        CloseReason.Revoked => "Session ended",
        CloseReason.ServerStopping => "Server stopping",
        CloseReason.Moved => "Moving to another node",
        CloseReason.SlowReader or CloseReason.Stalled => "Too slow",
        CloseReason.Flood => "Excess flood",
        _ => "Connection closed",
    };

    internal void Renew(Account account) => Account = account;
}
