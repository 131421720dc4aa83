using System.Text.Json.Serialization;

namespace Parley.Contracts;

/// <summary>What a person or program asks of the server, whatever the door. Text as it was typed: Core parses names and checks ranges.</summary>
/// <remarks>The records are the JSON protocol's requests as they are (docs/protocol/json.md); the line protocol parses into the same ones.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Register), "register")]
[JsonDerivedType(typeof(PasswordLogin), "login")]
[JsonDerivedType(typeof(ScramStart), "scram-start")]
[JsonDerivedType(typeof(ScramFinish), "scram-finish")]
[JsonDerivedType(typeof(TokenLogin), "token-login")]
[JsonDerivedType(typeof(ChangePassword), "passwd")]
[JsonDerivedType(typeof(ListTokens), "tokens")]
[JsonDerivedType(typeof(RevokeToken), "revoke")]
[JsonDerivedType(typeof(DeleteAccount), "del-account")]
[JsonDerivedType(typeof(GetProfile), "profile")]
[JsonDerivedType(typeof(SetProfile), "set-profile")]
[JsonDerivedType(typeof(SetLanguage), "lang")]
[JsonDerivedType(typeof(Ping), "ping")]
[JsonDerivedType(typeof(AskTime), "time")]
[JsonDerivedType(typeof(Exit), "exit")]
[JsonDerivedType(typeof(CreateRoom), "create")]
[JsonDerivedType(typeof(EnterRoom), "enter")]
[JsonDerivedType(typeof(GoHome), "home")]
[JsonDerivedType(typeof(JoinRoom), "join")]
[JsonDerivedType(typeof(LeaveRoom), "leave")]
[JsonDerivedType(typeof(DeleteRoom), "delete")]
[JsonDerivedType(typeof(KeepRoom), "keep")]
[JsonDerivedType(typeof(ListRooms), "rooms")]
[JsonDerivedType(typeof(ListUsers), "users")]
[JsonDerivedType(typeof(Post), "post")]
[JsonDerivedType(typeof(EditMessage), "edit")]
[JsonDerivedType(typeof(RedactMessage), "redact")]
[JsonDerivedType(typeof(React), "react")]
[JsonDerivedType(typeof(Signal), "signal")]
[JsonDerivedType(typeof(MarkRead), "mark-read")]
[JsonDerivedType(typeof(SetTopic), "topic")]
[JsonDerivedType(typeof(ShowTopic), "show-topic")]
[JsonDerivedType(typeof(Kick), "kick")]
[JsonDerivedType(typeof(Invite), "invite")]
[JsonDerivedType(typeof(ChangeRules), "rules")]
[JsonDerivedType(typeof(ShowRules), "show-rules")]
[JsonDerivedType(typeof(TakeTurns), "turn")]
[JsonDerivedType(typeof(SetAway), "away")]
[JsonDerivedType(typeof(Rename), "rename")]
[JsonDerivedType(typeof(SetRealName), "real-name")]
[JsonDerivedType(typeof(AlwaysOn), "always-on")]
[JsonDerivedType(typeof(ReadHistory), "history")]
[JsonDerivedType(typeof(Search), "search")]
[JsonDerivedType(typeof(ListConversations), "conversations")]
[JsonDerivedType(typeof(RegisterDevice), "device")]
[JsonDerivedType(typeof(ListOwnDevices), "own-devices")]
[JsonDerivedType(typeof(RevokeDevice), "revoke-device")]
[JsonDerivedType(typeof(HandIn), "hand-in")]
[JsonDerivedType(typeof(ListDevices), "devices")]
[JsonDerivedType(typeof(TrustDevice), "trust")]
public abstract record Command
{
    /// <summary>Chosen by a program, repeated in every answer to this command; null for people.</summary>
    public long? Ref { get; init; }
}

/// <summary>A command that means one conversation: a room by name, or the private one with a person; neither: the current room.</summary>
public abstract record ConversationCommand : Command
{
    public string? Room { get; init; }

    public string? To { get; init; }
}
