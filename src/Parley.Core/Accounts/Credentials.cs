using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Sessions;
using Parley.Core.Settings;

namespace Parley.Core.Accounts;

/// <summary>Decides whether somebody is who they say: the same answer and the same time for an unknown login and a wrong password.</summary>
internal sealed class Credentials(IAccountStore accounts, PasswordHashing hashing, LoginThrottle throttle, AccountSettings settings, byte[] decoySecret)
{
    /// <summary>Seconds told with 220.</summary>
    private const int BusySeconds = 5;

    public static readonly Refusal Busy = Refusal.Of(ErrorCode.Busy, "seconds", BusySeconds);

    public static readonly Refusal Wrong = new(ErrorCode.WrongCredentials);

    /// <summary>The account when the password is right, or why not.</summary>
    public async Task<(Account? Account, Refusal? Refusal)> CheckAsync(string? login, string? password, Origin origin, CancellationToken cancellationToken)
    {
        var fold = FoldOf(login);
        await BeginAsync(fold, origin, cancellationToken);
        var (account, verifier) = await VerifierOfAsync(login, cancellationToken);
        var right = password is null || Encoding.UTF8.GetByteCount(password) > Limits.PasswordBytes
            ? false
            : await hashing.VerifyAsync(password, verifier, cancellationToken);
        if (right is null)
        {
            Succeeded(fold, origin);
            return (null, Busy);
        }
        if (right != true || account is null)
            return (null, Wrong);
        Succeeded(fold, origin);
        return (account, null);
    }

    /// <summary>Counts a try as failed until <see cref="Succeeded"/>; waits when there were too many.</summary>
    public Task BeginAsync(string fold, Origin origin, CancellationToken cancellationToken) =>
        origin.IsExempt ? Task.CompletedTask : throttle.BeginAsync(fold, origin.Address, cancellationToken);

    public void Succeeded(string fold, Origin origin)
    {
        if (!origin.IsExempt)
            throttle.Succeeded(fold, origin.Address);
    }

    /// <summary>An unknown login gets a verifier that no password fits, the same one each time.</summary>
    public async Task<(Account? Account, ScramVerifier Verifier)> VerifierOfAsync(string? login, CancellationToken cancellationToken)
    {
        var account = Login.TryParse(login, out var name) ? await accounts.FindAsync(name, cancellationToken) : null;
        var verifier = account is null ? null : await accounts.VerifierAsync(account.Id, cancellationToken);
        return verifier is null ? (null, Decoy(FoldOf(login))) : (account, verifier);
    }

    /// <summary>Null when the password is long enough and not too long.</summary>
    public Refusal? Judge(string? password) =>
        password is null || password.EnumerateRunes().Count() < settings.MinPassword || Encoding.UTF8.GetByteCount(password) > settings.MaxPassword
            ? Refusal.Of(ErrorCode.BadPassword, "min", settings.MinPassword, "max", settings.MaxPassword)
            : null;

    /// <summary>Null when hashing is too busy.</summary>
    public Task<ScramVerifier?> NewVerifierAsync(string password, CancellationToken cancellationToken) => hashing.CreateAsync(password, cancellationToken);

    public static string FoldOf(string? login) => login is null ? "" : NameRules.Fold(login.Length > 64 ? login[..64] : login);

    private ScramVerifier Decoy(string fold)
    {
        var bytes = HMACSHA256.HashData(decoySecret, Encoding.UTF8.GetBytes(fold));
        return new ScramVerifier(bytes.AsMemory(0, ScramSha256.SaltBytes), hashing.Iterations, SHA256.HashData(bytes), SHA256.HashData(bytes.AsSpan(1)));
    }
}
