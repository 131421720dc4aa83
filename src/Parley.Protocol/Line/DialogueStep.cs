using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>What to do after a line of the dialogue, in this order.</summary>
/// <param name="Output">Send it as it is; it may hold telnet bytes. May be empty.</param>
/// <param name="Command">Carry it out; if it is refused, say so by <see cref="LoginDialogue.Refused"/>.</param>
/// <param name="Request">Not the dialogue's: answer it as always, then send <see cref="LoginDialogue.Prompt"/>.</param>
/// <param name="Asked">The command is made of answers to prompts: there is somebody who can be asked more.</param>
public readonly record struct DialogueStep(ReadOnlyMemory<byte> Output, Command? Command = null, LineRequest? Request = null, bool Asked = false);
