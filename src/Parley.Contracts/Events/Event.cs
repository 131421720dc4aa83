using System.Text.Json.Serialization;

namespace Parley.Contracts;

/// <summary>What the server tells a session. The records are the JSON protocol's answers and events as they are (docs/protocol/json.md).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(Welcome), "welcome")]
[JsonDerivedType(typeof(LoggedIn), "logged-in")]
[JsonDerivedType(typeof(ScramChallenge), "scram")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(ProfileShown), "profile")]
[JsonDerivedType(typeof(TokenList), "tokens")]
[JsonDerivedType(typeof(LanguageSet), "lang")]
[JsonDerivedType(typeof(Pong), "pong")]
[JsonDerivedType(typeof(TimeAnswer), "time")]
[JsonDerivedType(typeof(Error), "error")]
[JsonDerivedType(typeof(Closing), "closing")]
[JsonDerivedType(typeof(RoomCreated), "created")]
[JsonDerivedType(typeof(RoomEntered), "entered")]
[JsonDerivedType(typeof(RoomLeft), "left")]
[JsonDerivedType(typeof(AlreadyHome), "at-home")]
[JsonDerivedType(typeof(RoomDeleted), "deleted")]
[JsonDerivedType(typeof(RoomKept), "kept")]
[JsonDerivedType(typeof(RoomClosed), "room-closed")]
[JsonDerivedType(typeof(MemberJoined), "joined")]
[JsonDerivedType(typeof(MemberLeft), "parted")]
[JsonDerivedType(typeof(RoomList), "rooms")]
[JsonDerivedType(typeof(UserList), "users")]
[JsonDerivedType(typeof(Message), "msg")]
[JsonDerivedType(typeof(Edit), "edit")]
[JsonDerivedType(typeof(Redaction), "redact")]
[JsonDerivedType(typeof(Reaction), "reaction")]
[JsonDerivedType(typeof(TopicChanged), "topic")]
[JsonDerivedType(typeof(RulesChanged), "rules")]
[JsonDerivedType(typeof(OtherEntry), "entry")]
[JsonDerivedType(typeof(MemberKicked), "kicked")]
[JsonDerivedType(typeof(Invited), "invited")]
[JsonDerivedType(typeof(RulesShown), "rules-shown")]
[JsonDerivedType(typeof(Renamed), "renamed")]
[JsonDerivedType(typeof(AwayChanged), "away")]
[JsonDerivedType(typeof(PersonChanged), "person")]
[JsonDerivedType(typeof(PersonGone), "gone")]
[JsonDerivedType(typeof(WatchedName), "watched")]
[JsonDerivedType(typeof(Signalled), "signal")]
[JsonDerivedType(typeof(ReadUpTo), "read")]
[JsonDerivedType(typeof(Posted), "posted")]
[JsonDerivedType(typeof(HistoryPage), "history")]
[JsonDerivedType(typeof(SearchResults), "results")]
[JsonDerivedType(typeof(ConversationList), "conversations")]
public abstract record Event
{
    /// <summary>The <see cref="Command.Ref"/> this answers; null for what nobody asked for.</summary>
    public long? Ref { get; init; }
}
