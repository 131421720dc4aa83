using Microsoft.Extensions.Logging;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Conversations;
using Parley.Core.Logging;

namespace Parley.Core.Sessions.Commands;

/// <summary>One's own account.</summary>
internal static class AccountCommands
{
    public static async ValueTask ChangePasswordAsync(Session session, ChangePassword command, CancellationToken cancellationToken)
    {
        var chat = session.Chat;
        if (chat.Credentials.Judge(command.New) is { } bad)
        {
            session.Refuse(command, bad);
            return;
        }
        var account = session.Account!.Id;
        var before = await chat.Accounts.VerifierAsync(account, cancellationToken);
        if (!await ConfirmAsync(session, command, command.Old, cancellationToken))
            return;
        if (await chat.Credentials.NewVerifierAsync(command.New!, cancellationToken) is not { } verifier)
        {
            session.Refuse(command, Credentials.Busy);
            return;
        }
        // Of two who change it at once, with the same old one, the second has a wrong one by then.
        if (before is null || !await chat.Accounts.SetVerifierAsync(account, verifier, before, cancellationToken))
        {
            session.Refuse(command, Credentials.Wrong);
            return;
        }
        foreach (var token in await chat.TokenStore.ListAsync(account, cancellationToken))
        {
            if (token.Id != session.TokenId)
                await RevokeAsync(session, token.Id, cancellationToken);
        }
        session.Reply(command, new Done("passwd"));
    }

    public static async ValueTask TrustAsync(Session session, TrustCertificate command, CancellationToken cancellationToken)
    {
        if (command.Fingerprint is not { } fingerprint)
        {
            session.Refuse(command, Refusals.Invalid("certificate"));
            return;
        }
        var certificates = session.Chat.Certificates;
        if (!command.On)
            await certificates.RemoveAsync(fingerprint, session.Account!.Id, cancellationToken);
        else if (!await certificates.TryAddAsync(fingerprint, session.Account!.Id, cancellationToken))
        {
            session.Refuse(command, Refusals.Invalid("certificate"));
            return;
        }
        session.Reply(command, new Done("certificate"));
    }

    public static async ValueTask ListTokensAsync(Session session, ListTokens command, CancellationToken cancellationToken)
    {
        var tokens = await session.Chat.TokenStore.ListAsync(session.Account!.Id, cancellationToken);
        session.Reply(command, new TokenList([.. tokens.Select(t => new TokenShown(t.Id, t.Client, t.Created, t.LastUsed, t.Id == session.TokenId))]));
    }

    public static async ValueTask RevokeAsync(Session session, RevokeToken command, CancellationToken cancellationToken)
    {
        var revoked = command.Id is { } id
            ? await session.Chat.TokenStore.RevokeAsync(session.Account!.Id, id, cancellationToken)
            : await session.Chat.TokenStore.RevokeAsync(session.Account!.Id, null, cancellationToken);
        if (revoked == 0 && command.Id is not null)
        {
            session.Refuse(command, new Refusal(ErrorCode.NoSuchSession));
            return;
        }
        session.Reply(command, new Done("revoke"));
        EndSessionsOf(session, command.Id);
    }

    public static async ValueTask DeleteAsync(Session session, DeleteAccount command, CancellationToken cancellationToken)
    {
        if (!await ConfirmAsync(session, command, command.Password, cancellationToken))
            return;
        // The erasure goes on when its owner's connection breaks.
        await session.LeaveEverythingAsync(CloseReason.Revoked);
        await session.Chat.EraseAsync(session.Account!.Id, session, CancellationToken.None);
        session.Close(new Closing(CloseReason.Revoked, session.Account.Login.Value) { Ref = command.Ref });
    }

    public static async ValueTask ProfileAsync(Session session, GetProfile command, CancellationToken cancellationToken)
    {
        var viewer = session.Account;
        var shown = viewer;
        if (command.Login is null && viewer is null)
        {
            session.Refuse(command, new Refusal(ErrorCode.AccountNeeded));
            return;
        }
        if (command.Login is not null)
        {
            var other = Login.TryParse(command.Login, out var login) ? await session.Chat.Accounts.FindAsync(login, cancellationToken) : null;
            if (other is null)
            {
                session.Refuse(command, Refusal.Of(ErrorCode.NoSuchUser, "user", command.Login));
                return;
            }
            shown = other;
        }
        session.Reply(command, Show(shown!, viewer));
    }

    public static async ValueTask SetProfileAsync(Session session, SetProfile command, CancellationToken cancellationToken)
    {
        var account = session.Account!;
        if (ReadProfile(command.GivenNames, command.Surnames, command.Age, command.Gender, account.Profile) is not { } profile)
        {
            session.Refuse(command, Refusals.Invalid(BadField(command.GivenNames, command.Surnames, command.Age, command.Gender)!, command.Age));
            return;
        }
        var changed = account with { Profile = profile };
        await session.Chat.Accounts.UpdateAsync(changed, cancellationToken);
        session.Renew(changed);
        session.Reply(command, Show(changed, changed));
    }

    /// <summary>Null when a field is out of range; null fields keep what <paramref name="before"/> has.</summary>
    public static Profile? ReadProfile(string? givenNames, string? surnames, int? age, string? gender, Profile before) =>
        BadField(givenNames, surnames, age, gender) is not null
            ? null
            : new Profile(givenNames?.Trim() ?? before.GivenNames, surnames?.Trim() ?? before.Surnames, age ?? before.Age, gender?.Trim() ?? before.Gender);

    /// <summary>The wire name of the first field that is out of range, or null.</summary>
    public static string? BadField(string? givenNames, string? surnames, int? age, string? gender)
    {
        if (IsTooLong(givenNames))
            return "givenNames";
        if (IsTooLong(surnames))
            return "surnames";
        if (age is < Limits.MinAge or > Limits.MaxAge)
            return "age";
        return IsTooLong(gender) ? "gender" : null;

        static bool IsTooLong(string? text) => text?.Length > Limits.ProfileFieldLength;
    }

    private static ProfileShown Show(Account shown, Account? viewer)
    {
        var personal = viewer is not null && (shown.Id == viewer.Id || viewer.Role == Role.Administrator);
        return new ProfileShown(
            shown.Login.Value,
            shown.Profile.GivenNames,
            shown.Profile.Surnames,
            personal ? shown.Profile.Age : null,
            personal ? shown.Profile.Gender : null,
            shown.Role.ToString().ToLowerInvariant(),
            shown.Created);
    }

    private static async ValueTask<bool> ConfirmAsync(Session session, Command command, string? password, CancellationToken cancellationToken)
    {
        if (!session.Origin.IsSecret)
        {
            session.Refuse(command, new Refusal(ErrorCode.PlaintextPassword));
            return false;
        }
        var (_, refusal) = await session.Chat.Credentials.CheckAsync(session.Account!.Login.Value, password, session.Origin, cancellationToken);
        if (refusal is not null)
            session.Refuse(command, refusal);
        return refusal is null;
    }

    private static async Task RevokeAsync(Session session, string id, CancellationToken cancellationToken)
    {
        await session.Chat.TokenStore.RevokeAsync(session.Account!.Id, id, cancellationToken);
        EndSessionsOf(session, id);
    }

    /// <summary>Ends the person's sessions that were opened with the token, or with any when null.</summary>
    private static void EndSessionsOf(Session session, string? token)
    {
        foreach (var other in session.Chat.SessionsOf(session.Account!.Id))
        {
            if (other.TokenId is { } used && (token is null || used == token))
                other.Close(new Closing(CloseReason.Revoked, session.Account.Login.Value));
        }
    }
}
