using System.Reflection;
using Parley.Contracts;
using Parley.Core.Conversations;

namespace Parley.Core.Sessions.Commands;

/// <summary>Commands about the connection itself.</summary>
internal static class SessionCommands
{
    private static readonly string[] Capabilities = ["scram-sha-256", "token", "history", "search", "resume", "time", "edit", "redact"];

    public static ValueTask HelloAsync(Session session, Hello hello, CancellationToken cancellationToken)
    {
        if (hello.Lang is not null && !IsLanguage(hello.Lang))
            return No(session, hello, "lang", hello.Lang);
        if (hello.Heartbeat is < 5 or > 300)
            return No(session, hello, "heartbeat", hello.Heartbeat);
        if (hello.Client?.Length > 100)
            return No(session, hello, "client", null);
        if (hello.Lang is not null)
            session.Lang = session.ChosenLang = hello.Lang;
        session.Client = hello.Client;
        session.Heartbeat = hello.Heartbeat;
        session.Moves = hello.Moves;
        session.Reply(hello, new Welcome(
            "parley",
            Version,
            1,
            session.Chat.Time.GetUtcNow(),
            session.Lang,
            Capabilities,
            new WireLimits(Limits.MessageBytes, Limits.FrameBytes, Limits.PageSize))
        {
            Resync = session.Chat.Settings.Time.Resync is var seconds and not Welcome.DefaultResync ? seconds : null,
            Node = session.Chat.Cluster?.Node.Value,
        });
        return ValueTask.CompletedTask;
    }

    public static async ValueTask SetLanguageAsync(Session session, SetLanguage command, CancellationToken cancellationToken)
    {
        if (!IsLanguage(command.Lang))
        {
            await No(session, command, "lang", command.Lang);
            return;
        }
        session.Lang = session.ChosenLang = command.Lang!;
        if (session.Account is { } account)
        {
            var changed = account with { Lang = command.Lang };
            await session.Chat.Accounts.UpdateAsync(changed, cancellationToken);
            session.Renew(changed);
        }
        session.Reply(command, new LanguageSet(session.Lang));
    }

    public static ValueTask PingAsync(Session session, Ping ping, CancellationToken cancellationToken)
    {
        session.Reply(ping, new Pong());
        return ValueTask.CompletedTask;
    }

    public static ValueTask TimeAsync(Session session, AskTime ask, CancellationToken cancellationToken)
    {
        var now = session.Chat.Now();
        session.Reply(ask, new TimeAnswer(ask.T0, ask.ReceivedAt == 0 ? now : ask.ReceivedAt, now) { Estimate = ask.Estimate });
        return ValueTask.CompletedTask;
    }

    public static async ValueTask ExitAsync(Session session, Exit exit, CancellationToken cancellationToken)
    {
        // Before the goodbye: whoever has read it is no longer here for anybody.
        await session.LeaveEverythingAsync(CloseReason.Quit);
        session.Close(new Closing(CloseReason.Quit, session.Account?.Login.Value) { Ref = exit.Ref });
    }

    private static string Version { get; } =
        typeof(SessionCommands).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static bool IsLanguage(string? lang) => lang is "es" or "en";

    private static ValueTask No(Session session, Command command, string what, object? value)
    {
        session.Refuse(command, Refusals.Invalid(what, value));
        return ValueTask.CompletedTask;
    }

    /// <summary>Devices are of people without a server.</summary>
    public static ValueTask PeersOnly(Session session, Command command, string typed)
    {
        session.Refuse(command, Refusal.Of(ErrorCode.NeedsPeers, "command", typed));
        return ValueTask.CompletedTask;
    }
}
