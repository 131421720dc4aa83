using System.Text;
using Parley.Contracts;
using Parley.Core.Sessions;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>AUTHENTICATE. IRCv3 sasl-3.2; RFC 4616 (PLAIN), RFC 5802 and 7677 (SCRAM-SHA-256), RFC 4422 appendix A (EXTERNAL).</summary>
internal static class SaslCommands
{
    public static async ValueTask AuthenticateAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var signing = client.Signing;
        var word = message.Params[0];
        if (!client.Has(Capability.Sasl))
        {
            client.Text(ERR_SASLFAIL, "SASL authentication failed: request the sasl capability first");
            return;
        }
        if (client.Session.Account is not null && signing.Mechanism is null)
        {
            client.Text(ERR_SASLALREADY, "You have already authenticated using SASL");
            return;
        }
        if (word == "*")
        {
            End(signing);
            client.Text(ERR_SASLABORTED, "SASL authentication aborted");
            return;
        }
        if (signing.Mechanism is null)
        {
            Begin(client, word.ToUpperInvariant());
            return;
        }
        switch (signing.Sasl.Add(word, out var bytes))
        {
            case SaslStep.More:
                break;
            case SaslStep.TooLong:
                End(signing);
                client.Text(ERR_SASLTOOLONG, "SASL message too long");
                break;
            case SaslStep.Complete:
                signing.Sasl.Clear();
                await StepAsync(client, bytes, cancellationToken);
                break;
            default:
                Fail(client, "SASL authentication failed: bad encoding");
                break;
        }
    }

    private static void Begin(IrcDialect client, string mechanism)
    {
        var offered = IrcServer.Mechanisms(client.Connection.Wire.IsEncrypted, client.Session.Origin.IsSecret);
        if (!offered.Split(',').Contains(mechanism, StringComparer.Ordinal))
        {
            client.Number(RPL_SASLMECHS, offered, "are available SASL mechanisms");
            client.Text(ERR_SASLFAIL, "SASL authentication failed");
            return;
        }
        client.Signing.Mechanism = mechanism;
        client.Signing.SaslStep = 0;
        client.Reply(new OutLine(null, null, "AUTHENTICATE", ["+"]));
    }

    private static async ValueTask StepAsync(IrcDialect client, byte[] bytes, CancellationToken cancellationToken)
    {
        switch (client.Signing.Mechanism)
        {
            case "PLAIN":
                var parts = Encoding.UTF8.GetString(bytes).Split('\0');
                if (parts.Length != 3 || (parts[0].Length > 0 && !string.Equals(NameRules.Fold(parts[0]), NameRules.Fold(parts[1]), StringComparison.Ordinal)))
                    Fail(client, "SASL authentication failed");
                else
                    await FinishAsync(client, new PasswordLogin(parts[1], parts[2]), cancellationToken);
                break;
            case "EXTERNAL":
                await FinishAsync(client, new CertificateLogin(client.Connection.Wire.PeerCertificateSha256), cancellationToken);
                break;
            case var _ when client.Signing.SaslStep == 0:
                await ChallengeAsync(client, Encoding.UTF8.GetString(bytes), cancellationToken);
                break;
            case var _ when client.Signing.SaslStep == 1:
                await ProveAsync(client, Encoding.UTF8.GetString(bytes), cancellationToken);
                break;
            default:
                Succeed(client);
                break;
        }
    }

    private static async ValueTask ChallengeAsync(IrcDialect client, string first, CancellationToken cancellationToken)
    {
        var answers = await client.AskAsync(new ScramStart(first), cancellationToken);
        if (answers.OfType<ScramChallenge>().FirstOrDefault() is not { } challenge)
        {
            Fail(client, "SASL authentication failed");
            return;
        }
        client.Signing.SaslStep = 1;
        Send(client, challenge.Data);
    }

    private static async ValueTask ProveAsync(IrcDialect client, string proof, CancellationToken cancellationToken)
    {
        var answers = await client.AskAsync(new ScramFinish(proof), cancellationToken);
        if (answers.OfType<LoggedIn>().FirstOrDefault() is not { } login)
        {
            Fail(client, "SASL authentication failed");
            return;
        }
        // The client has the last word of the exchange, an empty one.
        client.Signing.SaslStep = 2;
        Send(client, login.Scram ?? "");
    }

    private static async ValueTask FinishAsync(IrcDialect client, Command login, CancellationToken cancellationToken)
    {
        var answers = await client.AskAsync(login, cancellationToken);
        if (answers.OfType<LoggedIn>().Any())
            Succeed(client);
        else
            Fail(client, answers.OfType<Error>().FirstOrDefault() is { Code: (int)ErrorCode.PlaintextPassword } plain ? Refusals.TextOf(client, plain) : "SASL authentication failed");
    }

    private static void Succeed(IrcDialect client)
    {
        End(client.Signing);
        LoggedIn(client);
        client.Text(RPL_SASLSUCCESS, "SASL authentication successful");
    }

    /// <summary>900, and what a login changes of a connection that is registered already.</summary>
    public static void LoggedIn(IrcDialect client)
    {
        var login = client.Session.Account!.Login.Value;
        client.Text(RPL_LOGGEDIN, client.Session.Face?.Mask ?? $"{client.Nick}!*@*", login, $"You are now logged in as {login}");
        if (client.Signing.IsComplete)
            client.Modes.Set(UserModes.Registered, true);
    }

    private static void Fail(IrcDialect client, string text)
    {
        End(client.Signing);
        client.Text(ERR_SASLFAIL, text);
    }

    private static void End(Registration signing)
    {
        signing.Mechanism = null;
        signing.SaslStep = 0;
        signing.Sasl.Clear();
    }

    private static void Send(IrcDialect client, string text)
    {
        foreach (var chunk in SaslBuffer.Split(Encoding.UTF8.GetBytes(text)))
            client.Reply(new OutLine(null, null, "AUTHENTICATE", [chunk]));
    }
}
