using System.Text;
using Parley.Contracts;
using Parley.Core.Sessions;
using Parley.Protocol.Irc;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>REGISTER and VERIFY (IRCv3 draft/account-registration), ALWAYSON (ours).</summary>
internal static class AccountCommands
{
    public static async ValueTask RegisterAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var (wanted, email, password) = (message.Params[0], message.Params[1], message.Params[2]);
        var settings = client.Server.All.Accounts.Registration;
        var account = wanted == "*" ? client.Session.Face?.Name ?? client.Signing.Nick ?? client.Signing.RefusedNick ?? "*" : wanted;
        if (client.Session.Account is not null)
            client.Fail("REGISTER", "ALREADY_AUTHENTICATED", account, "You have already authenticated");
        else if (!client.Signing.IsComplete && !settings.BeforeConnect)
            client.Fail("REGISTER", "COMPLETE_CONNECTION_REQUIRED", account, "Complete the connection before you register");
        else if (!settings.Enabled)
            client.Fail("REGISTER", "TEMPORARILY_UNAVAILABLE", account, "Account registration is disabled");
        else if (account == "*")
            client.Fail("REGISTER", "NEED_NICK", "*", "Give NICK before you register");
        else if (!settings.CustomAccountName && !string.Equals(NameRules.Fold(account), NameRules.Fold(client.Signing.RefusedNick is { } refused && !client.Signing.IsComplete && client.Signing.Nick is null ? refused : client.Nick), StringComparison.Ordinal))
            client.Fail("REGISTER", "ACCOUNT_NAME_MUST_BE_NICK", account, "You may only register your nickname as your account name");
        else if (settings.EmailRequired && (email == "*" || !email.Contains('@', StringComparison.Ordinal)))
            client.Fail("REGISTER", "INVALID_EMAIL", account, "A valid e-mail address is required");
        else
            await RegisterAsync(client, account, password, cancellationToken);
    }

    /// <summary>Nothing waits for verification here.</summary>
    public static ValueTask VerifyAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        client.Fail("VERIFY", "INVALID_CODE", message.Params[0], "There is nothing to verify");
        return ValueTask.CompletedTask;
    }

    /// <summary>CERT ADD: the connection's certificate logs the account in from now on (SASL EXTERNAL); CERT DEL: no more.</summary>
    public static async ValueTask CertAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var what = message.Params[0].ToUpperInvariant();
        if (what is not ("ADD" or "DEL"))
            client.Fail("CERT", "INVALID_PARAMS", message.Params[0], "Say CERT ADD or CERT DEL");
        else if (client.Connection.Wire.PeerCertificateSha256 is not { } fingerprint)
            client.Fail("CERT", "NO_CERTIFICATE", "This connection has no client certificate");
        else if (await client.TryAsync(new TrustCertificate(fingerprint, what == "ADD"), cancellationToken) is { } refusal)
            Refusals.Show(client, refusal, "CERT");
        else
            client.Notice(what == "ADD" ? "This certificate logs you in now (SASL EXTERNAL)" : "This certificate logs nobody in any more");
    }

    public static async ValueTask AlwaysOnAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var on = (message.Param(0) ?? "").ToUpperInvariant();
        if (on is not ("ON" or "OFF"))
            client.Fail("ALWAYSON", "INVALID_PARAMS", message.Param(0) ?? "*", "Say ALWAYSON ON or ALWAYSON OFF");
        else if (await client.TryAsync(new AlwaysOn(on == "ON"), cancellationToken) is { } refusal)
            Refusals.Show(client, refusal, "ALWAYSON");
        else
            client.Notice(on == "ON" ? "You stay in your channels when you disconnect" : "You leave your channels when you disconnect");
    }

    private static async ValueTask RegisterAsync(IrcDialect client, string account, string password, CancellationToken cancellationToken)
    {
        var answers = await client.AskAsync(new Register(account, password), cancellationToken);
        if (answers.OfType<LoggedIn>().FirstOrDefault() is { } login)
        {
            client.Reply(new OutLine(null, client.Server.Name, "REGISTER", ["SUCCESS", login.Login, "Account successfully registered"], IsText: true));
            SaslCommands.LoggedIn(client);
            return;
        }
        var refusal = answers.OfType<Error>().First();
        var code = (ErrorCode)refusal.Code switch
        {
            ErrorCode.LoginTaken => "ACCOUNT_EXISTS",
            ErrorCode.BadPassword => Encoding.UTF8.GetByteCount(password) > client.Server.All.Accounts.MaxPassword ? "UNACCEPTABLE_PASSWORD" : "WEAK_PASSWORD",
            ErrorCode.LoginNotAllowed or ErrorCode.InvalidValue => "BAD_ACCOUNT_NAME",
            var other => ErrorReplies.Of(other).Fail,
        };
        client.Fail("REGISTER", code, account, Refusals.TextOf(client, refusal));
    }
}
