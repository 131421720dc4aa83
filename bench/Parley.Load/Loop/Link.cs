using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Parley.Load.Wire;

namespace Parley.Load.Loop;

/// <summary>One non-blocking connection that reads and writes lines. What is written goes out together at the end of the loop's turn.</summary>
internal sealed class Link : IDisposable
{
    private const int SourceAddresses = 8;
    /// <summary>IP_BIND_ADDRESS_NO_PORT: the port is chosen when the destination is known.</summary>
    private const int NoPortAtBind = 24;

    /// <summary>A larger output buffer is given back when it is empty.</summary>
    private const int LastingBytes = 64 * 1024;

    private readonly EventLoop _loop;
    private readonly ILinkReader _reader;
    private readonly Socket _socket;
    private readonly ILineCodec _codec;
    private byte[] _rest = [];
    private ArrayBufferWriter<byte>? _output;
    private int _sent;
    private bool _listed;
    private bool _full;

    public Link(EventLoop loop, IPEndPoint server, int token, ILinkReader reader)
    {
        _loop = loop;
        _reader = reader;
        Token = token;
        Server = server;
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (IPAddress.IsLoopback(server.Address) && server.AddressFamily == AddressFamily.InterNetwork)
            SpreadSource(token);
        _socket.Connect(server);
        _socket.Blocking = false;
        _codec = loop.CodecFor(Bytes);
    }

    public int Token { get; }

    public IPEndPoint Server { get; }

    public nint Handle => _socket.Handle;

    public bool IsOpen { get; private set; } = true;

    /// <summary>Advance whole lines; they are sent at the end of the turn.</summary>
    public IBufferWriter<byte> Output => _codec.Lines;

    /// <summary>Closes at once and without a word; unread input makes it a reset.</summary>
    public void Dispose()
    {
        if (!IsOpen)
            return;
        IsOpen = false;
        _loop.Forget(this);
        _socket.Dispose();
        _output = null;
    }

    /// <summary>Puts what the socket has behind what was left over. <paramref name="received"/> counts both.</summary>
    internal void Ready(byte[] input, out int received)
    {
        received = _rest.Length;
        if (_full)
            Flush();
        if (!IsOpen)
            return;
        _rest.CopyTo(input, 0);
        var count = _socket.Receive(input.AsSpan(received), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return;
        if (error != SocketError.Success || count == 0)
        {
            Dispose();
            _reader.Closed();
        }
        received += count;
    }

    internal void Take(ReadOnlySpan<byte> input)
    {
        while (IsOpen && _codec.TryRead(ref input, out var line))
            _reader.Read(line);
        if (input.Length > 0 || _rest.Length > 0)
            _rest = input.ToArray();
    }

    internal void Flush()
    {
        _listed = false;
        if (_output is not { } output || !IsOpen)
            return;
        while (_sent < output.WrittenCount)
        {
            var count = _socket.Send(output.WrittenSpan[_sent..], SocketFlags.None, out var error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                Dispose();
                _reader.Closed();
                return;
            }
            if (count <= 0)
                break;
            _sent += count;
        }
        var full = _sent < output.WrittenCount;
        if (full != _full)
            _loop.TellRoom(this, want: full);
        _full = full;
        if (full)
            return;
        _sent = 0;
        if (output.Capacity <= LastingBytes)
            output.ResetWrittenCount();
        else
            _output = null;
    }

    private ArrayBufferWriter<byte> Bytes()
    {
        if (!_listed)
        {
            _listed = true;
            _loop.WantSend(this);
        }
        return _output ??= new ArrayBufferWriter<byte>(1024);
    }

    /// <summary>Several source addresses, as one has some 28,000 ports.</summary>
    private void SpreadSource(int token)
    {
        _socket.SetRawSocketOption(0, NoPortAtBind, [1, 0, 0, 0]);
        _socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + (token % SourceAddresses))]), 0));
    }
}
