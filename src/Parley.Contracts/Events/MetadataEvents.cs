namespace Parley.Contracts;

/// <summary>A fact about a person or a room was set, or taken away when null. IRCv3 draft/metadata.</summary>
/// <param name="Target">A name, or a room's channel name.</param>
public sealed record MetadataChanged(string Target, string Key, string? Value) : Event;
