using Parley.Contracts;

namespace Parley.Client;

/// <summary>What logs in, also after a reconnect.</summary>
public abstract class Credentials
{
    private protected Credentials()
    {
    }

    public static Credentials Password(string login, string password) => new PasswordCredentials(login, password);

    /// <summary>A token that the caller kept.</summary>
    public static Credentials Token(string token) => new TokenCredentials(token);

    internal abstract Task<LoggedIn> LogInAsync(Link link, bool token, CancellationToken cancellationToken);
}

internal sealed class PasswordCredentials(string login, string password) : Credentials
{
    private readonly ScramPassword _password = new(password);

    internal override async Task<LoggedIn> LogInAsync(Link link, bool token, CancellationToken cancellationToken)
    {
        var exchange = new ScramExchange(login);
        var challenge = await link.AskAsync<ScramChallenge>(new ScramStart(exchange.ClientFirst, token), cancellationToken).ConfigureAwait(false);
        // Hashing takes a while on purpose: not on the caller's thread, which may be a window's.
        var final = await Task.Run(() => exchange.ClientFinal(challenge.Data, _password), cancellationToken).ConfigureAwait(false);
        var loggedIn = await link.AskAsync<LoggedIn>(new ScramFinish(final), cancellationToken).ConfigureAwait(false);
        exchange.Verify(loggedIn.Scram);
        return loggedIn;
    }
}

internal sealed class TokenCredentials(string secret) : Credentials
{
    internal override Task<LoggedIn> LogInAsync(Link link, bool token, CancellationToken cancellationToken) =>
        link.AskAsync<LoggedIn>(new TokenLogin(secret), cancellationToken);
}
