using System.Text;
using Parley.Contracts;
using Parley.Core;
using Parley.Core.Accounts;
using Parley.Core.Operators;
using Parley.Core.Ports;
using Parley.Core.Settings;

namespace Parley.Host.Operators;

/// <summary>The requests about accounts. Passwords only pass through: what is kept is the SCRAM verifier.</summary>
internal sealed class AccountDesk(Stores stores, ILiveChat chat, PasswordHashing hashing, AccountSettings settings, TimeProvider time)
{
    private const int Page = 200;
    private const int BusySeconds = 5;

    private readonly IAccountStore _accounts = stores.Accounts;

    public async Task<OperatorReply> CreateAsync(CreateAccount request, CancellationToken cancellationToken)
    {
        if (!Login.TryParse(request.Login, out var login))
            return Bad("login");
        if (NameRules.IsReserved(login))
            return Refused.Because(Refusal.Of(ErrorCode.LoginNotAllowed, "login", login));
        if (!Roles.TryParse(request.Role, out var role))
            return Bad("role");
        if (!IsPassword(request.Password))
            return BadPassword();
        if (await hashing.CreateAsync(request.Password, cancellationToken) is not { } verifier)
            return Busy;
        var account = await _accounts.CreateAsync(login, Confusables.Skeleton(login), Profile.Empty, verifier, role, time.GetUtcNow(), cancellationToken);
        if (account is not null)
        {
            await chat.Audit.NoteAsync(AuditEntry.Of(AuditActs.AccountMade, request.By, account.Id, detail: Roles.Name(role)), cancellationToken);
            return new Granted();
        }
        var code = await _accounts.FindAsync(login, cancellationToken) is null ? ErrorCode.LoginNotAllowed : ErrorCode.LoginTaken;
        return Refused.Because(Refusal.Of(code, "login", login));
    }

    public async Task<OperatorReply> ListAsync(ListAccounts request, CancellationToken cancellationToken)
    {
        var page = await _accounts.ListAsync(request.After, Page, cancellationToken);
        var suspensions = await chat.SuspensionsAsync(cancellationToken);
        return new AccountPage([.. page.Select(a => new AccountRow(a.Id.Value, a.Login.Value, Roles.Name(a.Role), a.Lang, a.Created, OrNull(suspensions.Contains(a.Id)), chat.CountSessions(a.Id)))], page.Count == Page ? page[^1].Login.Fold : null);
    }

    public async Task<OperatorReply> ShowAsync(ShowAccount request, CancellationToken cancellationToken) =>
        await FindAsync(request.Login, cancellationToken) is { } account ? await ShownAsync(account, cancellationToken) : Unknown(request.Login);

    public async Task<OperatorReply> SetPasswordAsync(SetPassword request, CancellationToken cancellationToken)
    {
        if (await FindAsync(request.Login, cancellationToken) is not { } account)
            return Unknown(request.Login);
        if (!IsPassword(request.Password))
            return BadPassword();
        if (await hashing.CreateAsync(request.Password, cancellationToken) is not { } verifier)
            return Busy;
        await _accounts.SetVerifierAsync(account.Id, verifier, expected: null, cancellationToken);
        await stores.Tokens.RevokeAsync(account.Id, id: null, cancellationToken);
        chat.EndSessions(account.Id);
        await chat.Audit.NoteAsync(AuditEntry.Of(AuditActs.PasswordSet, request.By, account.Id), cancellationToken);
        return new Granted();
    }

    public async Task<OperatorReply> SuspendAsync(SuspendAccount request, CancellationToken cancellationToken)
    {
        if (await FindAsync(request.Login, cancellationToken) is not { } account)
            return Unknown(request.Login);
        if (IsSelf(request, account))
            return NotToSelf;
        await chat.SuspendAsync(account.Id, request.On, cancellationToken);
        await chat.Audit.NoteAsync(AuditEntry.Of(request.On ? AuditActs.AccountSuspended : AuditActs.AccountRestored, request.By, account.Id), cancellationToken);
        return new Granted();
    }

    public async Task<OperatorReply> EndSessionsAsync(EndSessions request, CancellationToken cancellationToken)
    {
        if (await FindAsync(request.Login, cancellationToken) is not { } account)
            return Unknown(request.Login);
        await stores.Tokens.RevokeAsync(account.Id, id: null, cancellationToken);
        chat.EndSessions(account.Id);
        await chat.Audit.NoteAsync(AuditEntry.Of(AuditActs.SessionsEnded, request.By, account.Id), cancellationToken);
        return new Granted();
    }

    public async Task<OperatorReply> SetRoleAsync(SetRole request, CancellationToken cancellationToken)
    {
        if (!Roles.TryParse(request.Role, out var role))
            return Bad("role");
        if (await FindAsync(request.Login, cancellationToken) is not { } account)
            return Unknown(request.Login);
        if (IsSelf(request, account))
            return NotToSelf;
        if (!await _accounts.UpdateAsync(account with { Role = role }, cancellationToken))
            return Unknown(request.Login);
        await chat.RenewAsync(account.Id, cancellationToken);
        await chat.Audit.NoteAsync(AuditEntry.Of(AuditActs.RoleChanged, request.By, account.Id, detail: $"{Roles.Name(account.Role)} → {request.Role.ToLowerInvariant()}"), cancellationToken);
        return new Granted();
    }

    public async Task<OperatorReply> ExportAsync(ExportAccount request, CancellationToken cancellationToken)
    {
        if (await FindAsync(request.Login, cancellationToken) is not { } account)
            return Unknown(request.Login);
        var entries = await stores.Messages.ReadAuthorAsync(account.Id, request.After ?? 0, Page, cancellationToken);
        var profile = request.After is null ? await ShownAsync(account, cancellationToken) : null;
        if (request.After is null)
            await chat.Audit.NoteAsync(AuditEntry.Of(AuditActs.AccountExported, request.By, account.Id), cancellationToken);
        return new AccountExport(profile, [.. entries.Select(e => EntryRows.Of(e.Entry))], entries.Count == Page ? entries[^1].Cursor : null);
    }

    public async Task<OperatorReply> EraseAsync(EraseAccount request, CancellationToken cancellationToken)
    {
        if (await FindAsync(request.Login, cancellationToken) is not { } account)
            return Unknown(request.Login);
        if (IsSelf(request, account))
            return NotToSelf;
        await chat.EraseAsync(account.Id, cancellationToken);
        await chat.Audit.NoteAsync(AuditEntry.Of(AuditActs.AccountErased, request.By, account.Id), cancellationToken);
        return new Granted();
    }

    private async ValueTask<Account?> FindAsync(string login, CancellationToken cancellationToken) =>
        Login.TryParse(login, out var parsed) ? await _accounts.FindAsync(parsed, cancellationToken) : null;

    private async Task<AccountShown> ShownAsync(Account account, CancellationToken cancellationToken)
    {
        var count = (await stores.Tokens.ListAsync(account.Id, cancellationToken)).Count;
        var (given, surnames, age, gender) = account.Profile;
        return new(account.Id.Value, account.Login.Value, Roles.Name(account.Role), account.Lang, account.Created, given, surnames, age, gender, count, OrNull((await chat.SuspensionsAsync(cancellationToken)).Contains(account.Id)));
    }

    private bool IsPassword(string password) =>
        password.EnumerateRunes().Count() >= settings.MinPassword && Encoding.UTF8.GetByteCount(password) <= settings.MaxPassword && !password.Any(char.IsControl);

    /// <summary>No administrator locks themselves out: another does it, or whoever has the machine.</summary>
    private static bool IsSelf(OperatorRequest request, Account account) => request.By?.Account == account.Id;

    private static Refused NotToSelf => Refused.Because(new Refusal(ErrorCode.NotAllowed));

    private static bool? OrNull(bool value) => value ? true : null;

    private static Refused Busy => Refused.Because(Refusal.Of(ErrorCode.Busy, "seconds", BusySeconds));

    private Refused BadPassword() => Refused.Because(Refusal.Of(ErrorCode.BadPassword, "min", settings.MinPassword, "max", settings.MaxPassword));

    private static Refused Bad(string what) => Refused.Because(Refusal.Of(ErrorCode.InvalidValue, "what", what));

    private static Refused Unknown(string login) => Refused.Because(Refusal.Of(ErrorCode.NoSuchUser, "user", login));
}
