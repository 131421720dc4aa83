using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Logging;
using Parley.Core.Ports;

namespace Parley.Core.Sessions.Commands;

/// <summary>Registration and the ways to log in.</summary>
internal static class LoginCommands
{
    public static async ValueTask RegisterAsync(Session session, Register command, CancellationToken cancellationToken)
    {
        if (Refused(session, command, password: true))
            return;
        var chat = session.Chat;
        if (!chat.Settings.Accounts.Registration.Enabled)
        {
            session.Refuse(command, new Refusal(ErrorCode.RegistrationClosed));
            return;
        }
        if (!Login.TryParse(command.Login, out var login))
        {
            session.Refuse(command, Refusals.Invalid("login", command.Login));
            return;
        }
        if (AccountCommands.ReadProfile(command.GivenNames, command.Surnames, command.Age, command.Gender, Profile.Empty) is not { } profile)
        {
            session.Refuse(command, Refusals.Invalid(AccountCommands.BadField(command.GivenNames, command.Surnames, command.Age, command.Gender)!, command.Age));
            return;
        }
        if (chat.Credentials.Judge(command.Password) is { } bad)
        {
            session.Refuse(command, bad);
            return;
        }
        if (NameRules.IsReserved(login))
        {
            session.Refuse(command, Refusal.Of(ErrorCode.LoginNotAllowed, "login", login.Value));
            return;
        }
        if (await chat.Accounts.FindAsync(login, cancellationToken) is not null || (chat.People.Find(login.Value) is { } holder && holder != session.Person))
        {
            session.Refuse(command, Refusal.Of(ErrorCode.LoginTaken, "login", login.Value));
            return;
        }
        if (!session.Origin.IsExempt && !chat.Registrations.TryTake(session.Origin.Address))
        {
            session.Refuse(command, Refusal.Of(ErrorCode.Busy, "seconds", 3600));
            return;
        }
        if (await chat.Credentials.NewVerifierAsync(command.Password!, cancellationToken) is not { } verifier)
        {
            session.Refuse(command, Credentials.Busy);
            return;
        }
        var account = await chat.Accounts.CreateAsync(login, Confusables.Skeleton(login), profile, verifier, Role.User, chat.Time.GetUtcNow(), cancellationToken);
        if (account is null)
        {
            // Taken meanwhile, or it looks like another's.
            var taken = await chat.Accounts.FindAsync(login, cancellationToken) is not null;
            session.Refuse(command, Refusal.Of(taken ? ErrorCode.LoginTaken : ErrorCode.LoginNotAllowed, "login", login.Value));
            return;
        }
        chat.Log.AccountMade(account.Id);
        // Somebody may have taken the name while the password was hashed: it is the account's now.
        if (chat.People.Find(login.Value) is { } squatter && squatter != session.Person && squatter.Account?.Id != account.Id)
            await chat.Views.EndAsync(login.Value, "The name is an account's now", cancellationToken);
        await LogInAsync(session, command, account, "registration", command.Token, cancellationToken, registered: true);
    }

    public static async ValueTask LoginAsync(Session session, PasswordLogin command, CancellationToken cancellationToken)
    {
        if (Refused(session, command, password: true))
            return;
        var (account, refusal) = await session.Chat.Credentials.CheckAsync(command.Login, command.Password, session.Origin, cancellationToken);
        if (account is null)
        {
            await FailAsync(session, command, refusal!, command.Login, cancellationToken);
            return;
        }
        await LogInAsync(session, command, account, "password", command.Token, cancellationToken);
    }

    public static async ValueTask ScramStartAsync(Session session, ScramStart command, CancellationToken cancellationToken)
    {
        if (Refused(session, command, password: false))
            return;
        if (ScramExchange.Read(command.Data) is not { } first)
        {
            session.Refuse(command, Refusals.Invalid("data"));
            return;
        }
        await session.Chat.Credentials.BeginAsync(Credentials.FoldOf(first.Login), session.Origin, cancellationToken);
        var (account, verifier) = await session.Chat.Credentials.VerifierOfAsync(first.Login, cancellationToken);
        session.Scram = ScramExchange.Begin(first, verifier, account, command.Token);
        session.Reply(command, new ScramChallenge(session.Scram.Challenge));
    }

    public static async ValueTask ScramFinishAsync(Session session, ScramFinish command, CancellationToken cancellationToken)
    {
        if (Refused(session, command, password: false))
            return;
        var exchange = session.Scram;
        session.Scram = null;
        if (exchange is null)
        {
            session.Refuse(command, Refusals.Invalid("scram-finish"));
            return;
        }
        if (exchange.Finish(command.Data) is not { } signature)
        {
            Fail(session, command, Credentials.Wrong, exchange.Account?.Id);
            return;
        }
        session.Chat.Credentials.Succeeded(Credentials.FoldOf(exchange.Login), session.Origin);
        await LogInAsync(session, command, exchange.Account!, "scram", exchange.WantsToken, cancellationToken, signature);
    }

    public static async ValueTask TokenLoginAsync(Session session, TokenLogin command, CancellationToken cancellationToken)
    {
        if (Refused(session, command, password: true))
            return;
        var chat = session.Chat;
        var token = await chat.Tokens.FindAsync(command.Token, cancellationToken);
        var account = token is null ? null : await chat.Accounts.FindAsync(token.Account, cancellationToken);
        if (account is null)
        {
            Fail(session, command, new Refusal(ErrorCode.BadToken), null);
            return;
        }
        session.TokenId = token!.Id;
        chat.NoteUse(token);
        await LogInAsync(session, command, account, "token", wantsToken: false, cancellationToken);
    }

    public static async ValueTask CertificateLoginAsync(Session session, CertificateLogin command, CancellationToken cancellationToken)
    {
        if (Refused(session, command, password: false))
            return;
        var chat = session.Chat;
        var owner = command.Fingerprint is { } fingerprint ? await chat.Certificates.FindAsync(fingerprint, cancellationToken) : null;
        if (owner is not { } id || await chat.Accounts.FindAsync(id, cancellationToken) is not { } account)
        {
            Fail(session, command, Credentials.Wrong, null);
            return;
        }
        await LogInAsync(session, command, account, "certificate", wantsToken: false, cancellationToken);
    }

    private static bool Refused(Session session, Command command, bool password)
    {
        if (session.Account is not null)
            session.Refuse(command, new Refusal(ErrorCode.AlreadyLoggedIn));
        else if (password && !session.Origin.IsSecret)
            session.Refuse(command, new Refusal(ErrorCode.PlaintextPassword));
        else
            return false;
        return true;
    }

    private static async ValueTask FailAsync(Session session, Command command, Refusal refusal, string? login, CancellationToken cancellationToken) =>
        Fail(session, command, refusal, Login.TryParse(login, out var name) ? (await session.Chat.Accounts.FindAsync(name, cancellationToken))?.Id : null);

    private static void Fail(Session session, Command command, Refusal refusal, AccountId? account)
    {
        var chat = session.Chat;
        chat.Log.LoginFailed(session.Id, session.Origin.Address);
        chat.Logins.Refuse();
        chat.Audit.NoteRefused(account, session.Origin.Address, session.Origin.Door);
        session.Refuse(command, refusal);
    }

    private static async Task LogInAsync(Session session, Command command, Account account, string method, bool wantsToken, CancellationToken cancellationToken, string? scram = null, bool registered = false)
    {
        var chat = session.Chat;
        if (chat.Suspensions.Contains(account.Id))
        {
            Fail(session, command, new Refusal(ErrorCode.AccountSuspended), account.Id);
            return;
        }
        if (chat.CountSessions(account.Id) >= chat.Settings.Limits.SessionsPerAccount)
        {
            session.Refuse(command, Refusal.Of(ErrorCode.TooManySessions, "limit", chat.Settings.Limits.SessionsPerAccount));
            return;
        }
        string? token = null;
        if (account.Lang is null && session.ChosenLang is { } lang)
        {
            account = account with { Lang = lang };
            await chat.Accounts.UpdateAsync(account, cancellationToken);
        }
        if (wantsToken)
            (token, session.TokenId) = await chat.Tokens.IssueAsync(account.Id, session.Client, cancellationToken);
        if (!await session.LogInAsync(account))
        {
            session.Refuse(command, Refusal.Of(ErrorCode.NameInUse, "name", account.Login.Value));
            return;
        }
        chat.Log.LoggedIn(session.Id, account.Id, method);
        chat.Logins.Accept(method);
        LoggedIn Answer(string? room) =>
            new(account.Login.Value, account.Role.ToString().ToLowerInvariant(), session.Lang, room, token, registered) { Scram = scram, Missing = registered ? null : account.Profile.Missing, Ref = command.Ref };
        if (!session.IsPlaced)
        {
            session.Tell(Answer(null));
        }
        else if (await session.MoveAsync(session.StartRoom(), chat.Settings.Line.History, null, entered => Answer(entered.Room), cancellationToken) is { } kept)
        {
            // Banned from the default room, say: logged in all the same.
            session.Tell(Answer(null));
            session.Refuse(command, kept);
        }
        if (session is { Person: not null, IsVisiting: false })
            await session.CatchUpAsync(cancellationToken);
    }
}
