namespace Parley.Gateway.Connections;

/// <summary>Bytes queued to one connection. The bytes are shared and never change.</summary>
internal readonly record struct Frame(ReadOnlyMemory<byte> Bytes, Action? Arrived);
