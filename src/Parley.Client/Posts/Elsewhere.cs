using Parley.Contracts;

namespace Parley.Client;

/// <summary>Another way for a post, which has its id, while the server is out of reach.</summary>
/// <returns>Null: not this way; it waits for the server.</returns>
/// <exception cref="ChatException">Refused for good.</exception>
/// <exception cref="LinkLostException">Nobody there either; it waits for the server.</exception>
public delegate Task<Posted?> Elsewhere(ConversationCommand post);
