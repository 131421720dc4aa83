using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>What a line asks for: a command that every door has, or something between this client and its door.</summary>
public abstract record LineRequest;

/// <summary>An empty line, or one of spaces: nothing.</summary>
public sealed record Blank : LineRequest;

/// <summary>Pass it on. Messages are this too: a <see cref="Post"/> to the current room.</summary>
public sealed record Ask(Command Command) : LineRequest;

/// <summary>A private message. <paramref name="OrTo"/>: the person meant if there is no <paramref name="To"/> (<c>#private-ana</c> may mean either).</summary>
/// <param name="Text">Null: the next line is the text (<see cref="PendingPrivate"/>).</param>
/// <param name="Id">The client's own id of the message, or null.</param>
public sealed record SendPrivate(string To, string? OrTo, string? Text, string? Id = null) : LineRequest;

/// <summary>Whether the client sees its own messages.</summary>
public sealed record SetEcho(bool On) : LineRequest;

/// <summary>Whether errors are shown with their code.</summary>
public sealed record SetCodes(bool On) : LineRequest;

/// <param name="About">A <see cref="LineCommand.Key"/>, or null for all commands.</param>
public sealed record ShowHelp(string? About) : LineRequest;

/// <summary>What follows this line is the JSON protocol.</summary>
public sealed record SpeakJson : LineRequest;

/// <summary>Give up the dialogue or the private message that waits for its text.</summary>
public sealed record Cancel : LineRequest;

/// <summary>Ask for login and password, or for the password only.</summary>
public sealed record BeginLogin(string? Login) : LineRequest;

/// <summary>Ask the six questions of registration.</summary>
public sealed record BeginRegistration : LineRequest;

/// <summary>Ask for the fields of the profile.</summary>
public sealed record BeginProfile : LineRequest;

/// <summary>The line is none that we know, or misses something. Never show it to others.</summary>
public sealed record Refused(Refusal Refusal) : LineRequest;
