using System.Net.Sockets;
using Parley.Gateway.Connections;

namespace Parley.Gateway.Tests;

/// <summary>A socket that takes as many bytes as a script says, and keeps what it took. A step of 0 is a full socket.</summary>
internal sealed class ScriptedTransport(IReadOnlyList<int> steps) : Transport
{
    private int _step;

    public MemoryStream Taken { get; } = new();

    public override int PieceBytes => 7;

    public override int TrySend(ReadOnlySpan<byte> bytes)
    {
        var room = steps.Count == 0 ? bytes.Length : steps[_step++ % steps.Count];
        if (room < 0)
            throw new SocketException((int)SocketError.ConnectionReset);
        var taken = Math.Min(room, bytes.Length);
        Taken.Write(bytes[..taken]);
        return taken;
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await Task.Yield();
        Taken.Write(bytes.Span);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer) => throw new NotSupportedException();

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    public override ValueTask EndAsync(bool linger) => ValueTask.CompletedTask;

    public override void Abort()
    {
    }

    public override void Dispose() => Taken.Dispose();
}
