using Parley.Contracts;
using Parley.Core.Sessions.Commands;

namespace Parley.Core.Sessions;

/// <summary>Every command with what it needs and who carries it out; the one place to add a row.</summary>
internal static class CommandTable
{
    private static readonly Dictionary<Type, CommandRule> Rules = Make();

    public static CommandRule Of(Command command) =>
        Rules.GetValueOrDefault(command.GetType()) ?? throw new InvalidOperationException($"{command.GetType().Name} has no row in the command table");

    /// <summary>For the test that every command has a row.</summary>
    public static bool Has(Type command) => Rules.ContainsKey(command);

    private static Dictionary<Type, CommandRule> Make()
    {
        var rules = new Dictionary<Type, CommandRule>();
        Anybody<Hello>(SessionCommands.HelloAsync);
        Anybody<SetLanguage>(SessionCommands.SetLanguageAsync);
        Anybody<Ping>(SessionCommands.PingAsync);
        Anybody<AskTime>(SessionCommands.TimeAsync);
        Anybody<Exit>(SessionCommands.ExitAsync);
        Anybody<ListDevices>((session, command, _) => SessionCommands.PeersOnly(session, command, "#devices"));
        Anybody<TrustDevice>((session, command, _) => SessionCommands.PeersOnly(session, command, "#trust"));

        Anybody<Register>(LoginCommands.RegisterAsync);
        Anybody<PasswordLogin>(LoginCommands.LoginAsync);
        Anybody<ScramStart>(LoginCommands.ScramStartAsync);
        Anybody<ScramFinish>(LoginCommands.ScramFinishAsync);
        Anybody<TokenLogin>(LoginCommands.TokenLoginAsync);
        Anybody<CertificateLogin>(LoginCommands.CertificateLoginAsync);

        Member<ChangePassword>(AccountCommands.ChangePasswordAsync);
        Member<TrustCertificate>(AccountCommands.TrustAsync);
        Member<ListTokens>(AccountCommands.ListTokensAsync);
        Member<RevokeToken>(AccountCommands.RevokeAsync);
        Member<DeleteAccount>(AccountCommands.DeleteAsync);
        Present<GetProfile>(AccountCommands.ProfileAsync);
        Member<SetProfile>(AccountCommands.SetProfileAsync);

        Present<CreateRoom>(RoomCommands.CreateAsync);
        Present<EnterRoom>(RoomCommands.EnterAsync);
        Present<GoHome>(RoomCommands.HomeAsync);
        Present<JoinRoom>(RoomCommands.JoinAsync);
        Present<LeaveRoom>(RoomCommands.LeaveAsync);
        Present<DeleteRoom>(RoomCommands.DeleteAsync);
        Present<KeepRoom>(RoomCommands.KeepAsync);
        Present<ListRooms>(ListCommands.RoomsAsync);
        Present<ListUsers>(ListCommands.UsersAsync);

        Pipelined<Contracts.Post>(MessageCommands.PostAsync);
        Pipelined<EditMessage>(MessageCommands.EditAsync);
        Pipelined<RedactMessage>(MessageCommands.RedactAsync);
        Pipelined<React>(MessageCommands.ReactAsync);
        Present<Signal>(SignalCommands.SignalAsync);
        Present<MarkRead>(SignalCommands.MarkReadAsync);

        Present<SetTopic>(ModerationCommands.TopicAsync);
        Present<ShowTopic>(ModerationCommands.ShowTopicAsync);
        Present<Kick>(ModerationCommands.KickAsync);
        Present<Invite>(ModerationCommands.InviteAsync);
        Present<ChangeRules>(ModerationCommands.RulesAsync);
        Present<ShowRules>(ModerationCommands.ShowAsync);

        Present<TakeTurns>(TurnCommands.TurnAsync);

        Present<SetAway>(PresenceCommands.AwayAsync);
        Present<Rename>(PresenceCommands.RenameAsync);
        Present<SetRealName>(PresenceCommands.RealNameAsync);
        Member<AlwaysOn>(PresenceCommands.AlwaysOnAsync);
        Present<ReadHistory>(ReadingCommands.HistoryAsync);
        Present<Contracts.Search>(ReadingCommands.SearchAsync);
        Member<ListConversations>(ReadingCommands.ConversationsAsync);

        Member<RegisterDevice>(PeerCommands.RegisterAsync);
        Member<ListOwnDevices>(PeerCommands.ListAsync);
        Member<RevokeDevice>(PeerCommands.RevokeAsync);
        Member<HandIn>(PeerCommands.HandInAsync);
        return rules;

        void Present<T>(Func<Session, T, CancellationToken, ValueTask> handle)
            where T : Command => rules.Add(typeof(T), new CommandRule(Standing.Present, false, (s, c, token) => handle(s, (T)c, token)));

        void Anybody<T>(Func<Session, T, CancellationToken, ValueTask> handle)
            where T : Command => rules.Add(typeof(T), new CommandRule(Standing.Anybody, false, (s, c, token) => handle(s, (T)c, token)));

        void Member<T>(Func<Session, T, CancellationToken, ValueTask> handle)
            where T : Command => rules.Add(typeof(T), new CommandRule(Standing.Account, false, (s, c, token) => handle(s, (T)c, token)));

        void Pipelined<T>(Func<Session, T, CancellationToken, ValueTask> handle)
            where T : Command => rules.Add(typeof(T), new CommandRule(Standing.Present, true, (s, c, token) => handle(s, (T)c, token)));
    }
}

/// <param name="IsPost">May be under way together with other posts of its session; any other command waits until they are answered.</param>
internal sealed record CommandRule(Standing Needs, bool IsPost, Func<Session, Command, CancellationToken, ValueTask> HandleAsync);

/// <summary>What a command asks of whoever gives it.</summary>
internal enum Standing
{
    Anybody,

    /// <summary>A login, or a guest's name.</summary>
    Present,

    /// <summary>A login.</summary>
    Account,
}
