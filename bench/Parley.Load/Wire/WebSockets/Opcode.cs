namespace Parley.Load.Wire.WebSockets;

/// <summary>RFC 6455, 11.8.</summary>
internal enum Opcode
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
