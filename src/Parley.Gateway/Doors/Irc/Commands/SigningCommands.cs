using System.Net;
using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;
using Parley.Gateway.Tcp;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>Coming, staying and going: PASS, NICK, USER, PING, QUIT. Modern IRC, "Connection Messages".</summary>
internal static class SigningCommands
{
    private const int MaxUser = 20;
    private const int MaxRealName = 150;

    public static ValueTask PassAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (client.Signing.IsComplete)
            client.Text(ERR_ALREADYREGISTERED, "You may not reregister");
        else
            client.Signing.Password = message.Params[0];
        return ValueTask.CompletedTask;
    }

    public static async ValueTask NickAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var wanted = message.Param(0);
        if (string.IsNullOrEmpty(wanted))
        {
            client.Text(ERR_NONICKNAMEGIVEN, "No nickname given");
            return;
        }
        if (!Nick.TryParse(wanted, client.Server.Settings.MaxNick, out var nick))
        {
            client.Text(ERR_ERRONEUSNICKNAME, wanted, "Erroneous nickname");
            return;
        }
        if (client.Signing.IsComplete)
        {
            if (await client.TryAsync(new Rename(nick), cancellationToken) is { } refusal)
                RefuseNick(client, nick, (ErrorCode)refusal.Code);
            return;
        }
        // Somebody of the same account may share the name; who that is shows at the end of the registration.
        if (client.Server.Views.Find(nick) is { } holder && (holder.Face.IsGuest || (!client.Signing.IsNegotiating && client.Session.Account is null)))
        {
            client.Signing.RefusedNick = nick;
            RefuseNick(client, nick, ErrorCode.NameInUse);
            return;
        }
        client.Signing.Nick = nick;
        await CompleteAsync(client, cancellationToken);
    }

    public static async ValueTask UserAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (client.Signing.IsComplete || client.Signing.User is not null)
        {
            client.Text(ERR_ALREADYREGISTERED, "You may not reregister");
            return;
        }
        var user = string.Concat(message.Params[0].Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'));
        if (message.Params[0].Length == 0 || message.Params[3].Length == 0)
        {
            client.Text(ERR_NEEDMOREPARAMS, "USER", "Not enough parameters");
            return;
        }
        client.Signing.User = user.Length == 0 ? "user" : user[..Math.Min(user.Length, MaxUser - 1)];
        client.Signing.RealName = Shorten(message.Params[3]);
        await CompleteAsync(client, cancellationToken);
    }

    /// <summary>A gateway tells its user's address. IRCv3 webirc.</summary>
    public static ValueTask WebircAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var origin = client.Connection.Wire.RemoteEndPoint?.Address;
        var gateway = client.Server.Settings.Webirc.FirstOrDefault(g =>
            CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(g.Password), Encoding.UTF8.GetBytes(message.Params[0])) && new AddressNetworks(g.From).Contains(origin));
        if (gateway is null || client.Signing.IsComplete || client.Signing.Nick is not null || client.Signing.User is not null || !IPAddress.TryParse(message.Params[3], out var address))
        {
            client.Close(CloseReason.ProtocolError, "WEBIRC is not allowed from here");
            return ValueTask.CompletedTask;
        }
        client.Signing.Address = address.ToString();
        return ValueTask.CompletedTask;
    }

    public static ValueTask PingAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (message.Params.Count == 0 || message.Params[0].Length == 0)
            client.Text(client.Signing.IsComplete ? ERR_NOORIGIN : ERR_NEEDMOREPARAMS, client.Signing.IsComplete ? ["No origin specified"] : ["PING", "Not enough parameters"]);
        else
            client.Reply(new OutLine(null, client.Server.Name, "PONG", [client.Server.Name, message.Params[0]], IsText: true));
        return ValueTask.CompletedTask;
    }

    public static ValueTask PongAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public static async ValueTask QuitAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        client.Session.Farewell = message.Param(0) is { Length: > 0 } text ? text : null;
        client.Signing.LastWords = client.Session.Farewell is { } words ? $"Quit: {words}" : "Quit";
        client.Signing.HasQuit = true;
        // Gone for everybody before the client reads its ERROR.
        await client.Session.HandleAsync(new Exit(), cancellationToken);
    }

    /// <summary>The registration is complete when all has been said and nothing is being negotiated.</summary>
    public static async ValueTask CompleteAsync(IrcDialect client, CancellationToken cancellationToken)
    {
        var signing = client.Signing;
        if (signing.IsComplete || signing.IsNegotiating || signing.Nick is not { } nick || signing.User is not { } user || signing.HasQuit)
            return;
        var server = client.Server;
        if (server.Settings.Password is { } password && !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(signing.Password ?? "")))
        {
            client.Text(ERR_PASSWDMISMATCH, "Password incorrect");
            client.Close(CloseReason.Revoked, "Password incorrect");
            return;
        }
        await IdentifyAsync(client, cancellationToken);
        var host = client.Session.Account is { } account
            ? IrcServer.AccountHost(account.Login.Value)
            : signing.Host ?? server.Cloak(signing.Address ?? client.Session.Origin.Address);
        client.Session.HostOfAccount = IrcServer.AccountHost;
        var refusal = await client.Session.AppearAsync(nick, signing.Ident ?? "~" + user, host, signing.RealName, bot: false, cancellationToken);
        if (refusal is { Code: ErrorCode.AccountNeeded })
        {
            client.Fail("*", "ACCOUNT_REQUIRED", "You must log in with SASL to connect to this server");
            client.Close(CloseReason.Revoked, "You must log in with SASL");
            return;
        }
        if (refusal is not null)
        {
            signing.Nick = null;
            RefuseNick(client, nick, refusal.Code);
            return;
        }
        signing.IsComplete = true;
        server.Known();
        server.Clients[client.Session.Id] = client;
        client.Modes.CountIn(server.ModeCounts);
        await WelcomeAsync(client, cancellationToken);
    }

    private static async Task IdentifyAsync(IrcDialect client, CancellationToken cancellationToken)
    {
        var (settings, signing) = (client.Server.Settings, client.Signing);
        if (client.Connection.Wire.RemoteEndPoint is not { } remote || signing.IsIdentified)
            return;
        signing.IsIdentified = true;
        var time = client.Server.Chat.Time;
        if (settings.ReverseDns)
            signing.Host ??= await Identification.HostAsync(signing.Address is { } told ? IPAddress.Parse(told) : remote.Address, time, cancellationToken);
        if (settings.Ident && signing.Address is null && client.Connection.Wire.LocalPort is { } port)
            signing.Ident = await Identification.UserAsync(remote, port, time, cancellationToken);
    }

    private static async ValueTask WelcomeAsync(IrcDialect client, CancellationToken cancellationToken)
    {
        var server = client.Server;
        foreach (var letter in server.Settings.DefaultUserModes.Where(l => UserModes.Table.Find(l) is not null && !UserModes.IsServersOwn(l, add: true)))
            client.Modes.Set(letter, true);
        if (client.Session.Account is not null)
            client.Modes.Set(UserModes.Registered, true);
        if (client.Connection.Wire.IsEncrypted)
            client.Modes.Set(UserModes.Tls, true);
        List<OutLine> lines =
        [
            client.TextLine(RPL_WELCOME, $"Welcome to the {server.Settings.Network} IRC Network {client.Session.Face!.Mask}"),
            client.TextLine(RPL_YOURHOST, $"Your host is {server.Name}, running version {server.Version}"),
            client.TextLine(RPL_CREATED, $"This server was created {server.Started.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} UTC"),
            client.Line(RPL_MYINFO, server.Name, server.Version, UserModes.Table.AllLetters, ChannelModes.Table.AllLetters, ChannelModes.Table.LettersWithParam),
            .. ServerCommands.Isupport(client),
            .. ServerCommands.Lusers(client),
            .. ServerCommands.Motd(client),
        ];
        if (client.Modes.Letters.Length > 0)
            lines.Add(new OutLine(null, client.Nick, "MODE", [client.Nick, "+" + client.Modes.Letters]));
        client.Reply(lines);
        if (client.Signing.Away is { } away)
            await client.TryAsync(new SetAway(away == "*" ? "Away" : away), cancellationToken);
        await MetadataCommands.WelcomeAsync(client, cancellationToken);
        await client.Session.SettleInAsync(cancellationToken);
        foreach (var room in server.Settings.AutoJoin)
            await ChannelCommands.JoinAsync(client, room.StartsWith('#') ? room : "#" + room, null, cancellationToken);
    }

    private static void RefuseNick(IrcDialect client, string nick, ErrorCode code)
    {
        if (code == ErrorCode.Banned)
            client.Text(ERR_BANONCHAN, nick, "Cannot change nickname while you are banned or muted in a channel");
        else if (code == ErrorCode.LoginNotAllowed)
            client.Text(ERR_ERRONEUSNICKNAME, nick, "This nickname is reserved");
        else
            client.Text(ERR_NICKNAMEINUSE, nick, "Nickname is already in use");
    }

    internal static string Shorten(string text)
    {
        var clean = string.Concat(text.Where(c => !char.IsControl(c)));
        return clean.Length <= MaxRealName ? clean : clean[..(char.IsHighSurrogate(clean[MaxRealName - 1]) ? MaxRealName - 1 : MaxRealName)];
    }
}
