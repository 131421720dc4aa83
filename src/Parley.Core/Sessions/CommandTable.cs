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

        Anybody<Register>(LoginCommands.RegisterAsync);
        Anybody<PasswordLogin>(LoginCommands.LoginAsync);
        Anybody<ScramStart>(LoginCommands.ScramStartAsync);
        Anybody<ScramFinish>(LoginCommands.ScramFinishAsync);
        Anybody<TokenLogin>(LoginCommands.TokenLoginAsync);

        Member<ChangePassword>(AccountCommands.ChangePasswordAsync);
        Member<ListTokens>(AccountCommands.ListTokensAsync);
        Member<RevokeToken>(AccountCommands.RevokeAsync);
        Member<DeleteAccount>(AccountCommands.DeleteAsync);
        Member<GetProfile>(AccountCommands.ProfileAsync);
        Member<SetProfile>(AccountCommands.SetProfileAsync);

        Member<CreateRoom>(RoomCommands.CreateAsync);
        Member<EnterRoom>(RoomCommands.EnterAsync);
        Member<GoHome>(RoomCommands.HomeAsync);
        Member<JoinRoom>(RoomCommands.JoinAsync);
        Member<LeaveRoom>(RoomCommands.LeaveAsync);
        Member<DeleteRoom>(RoomCommands.DeleteAsync);
        Member<KeepRoom>(RoomCommands.KeepAsync);
        Member<ListRooms>(ListCommands.RoomsAsync);
        Member<ListUsers>(ListCommands.UsersAsync);

        Pipelined<Contracts.Post>(MessageCommands.PostAsync);
        Pipelined<EditMessage>(MessageCommands.EditAsync);
        Pipelined<RedactMessage>(MessageCommands.RedactAsync);
        Member<ReadHistory>(ReadingCommands.HistoryAsync);
        Member<Contracts.Search>(ReadingCommands.SearchAsync);
        Member<ListConversations>(ReadingCommands.ConversationsAsync);
        return rules;

        void Anybody<T>(Func<Session, T, CancellationToken, ValueTask> handle)
            where T : Command => rules.Add(typeof(T), new CommandRule(false, false, (s, c, token) => handle(s, (T)c, token)));

        void Member<T>(Func<Session, T, CancellationToken, ValueTask> handle)
            where T : Command => rules.Add(typeof(T), new CommandRule(true, false, (s, c, token) => handle(s, (T)c, token)));

        void Pipelined<T>(Func<Session, T, CancellationToken, ValueTask> handle)
            where T : Command => rules.Add(typeof(T), new CommandRule(true, true, (s, c, token) => handle(s, (T)c, token)));
    }
}

/// <param name="IsPost">May be under way together with other posts of its session; any other command waits until they are answered.</param>
internal sealed record CommandRule(bool NeedsLogin, bool IsPost, Func<Session, Command, CancellationToken, ValueTask> HandleAsync);
